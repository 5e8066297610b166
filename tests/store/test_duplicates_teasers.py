"""A teaser finds the article it was taken from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store import open_store
from pipeline.store.duplicates.teasers import sources

BODIES = {
    "a": "网贷逾期之后，先把每一笔借款的平台、本金和年化利率列成一张表，再看哪些已经超过法定上限。" * 2
    + "催收人员打电话来，可以问清工号和公司名称，并且全程录音，必要时向监管部门投诉。",
    "b": "结婚时男方父母付首付买的房子，登记在谁名下决定了离婚怎么分，婚后共同还贷的部分要另算。" * 2
    + "父母出资时最好写清楚是赠与自己的子女还是赠与小两口，免得日后说不清楚。",
}
TEASERS = [
    (BODIES["b"][:40], "b", "the beginning, as it stands"),
    (BODIES["a"][:9] + BODIES["a"][10:22] + BODIES["a"][23:60], "a", "two characters were lost"),
    ("今天天气很好，我们一家人去公园里放风筝，还看见了好几只松鼠在树上跑来跑去。", None, "of no article here"),
]


@pytest.mark.parametrize(("teaser", "name"), [case[:2] for case in TEASERS], ids=[case[2] for case in TEASERS])
def test_teasers(tmp_path: Path, teaser: str, name: str | None) -> None:
    with open_store(tmp_path / "a.db", read_only=False) as store:
        rows = [{"url": f"http://x.example/{key}", "title": key, "body": body} for key, body in BODIES.items()]
        ids = dict(zip(BODIES, store.import_articles(rows).article_ids, strict=True))
        found = [source.article_id for source in sources(store.connection, teaser)]
    assert found == ([] if name is None else [ids[name]])
