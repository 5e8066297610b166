"""The command line without an installed script: ``python run_pipeline.py COMMAND``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
