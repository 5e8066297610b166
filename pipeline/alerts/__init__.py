"""People are told what is wrong, once, and once more when it is over: by webhook (JSON) or e-mail.

rules.py says what is wrong (from the database alone), message.py how it is said, send.py to whom; the network itself is
in fetch/notify.py.
"""
