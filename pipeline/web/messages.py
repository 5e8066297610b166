"""Every word of the pages, in Chinese and in English. A test holds the two complete."""

from __future__ import annotations

from pipeline import labels

LANGUAGES = {"zh": "zh-Hans", "en": "en"}  # what the switch offers, and what <html lang> says
COOKIE = "lang"

# key: (中文, English). {…} are filled in.
TEXT: dict[str, tuple[str, str]] = {
    "site.name": ("债务文章库", "Debt articles"),
    "site.notice": (
        "文章著作权属于原作者，本库供检索和研究。判定只是提示，「无法核对」不等于「有误」，也不是法律意见。",
        "Articles belong to their authors; this library is for search and study. A verdict is a hint: «cannot be checked»"
        " does not mean «wrong», and nothing here is legal advice.",
    ),
    "skip": ("跳到正文", "Skip to content"),
    "language.other": ("English", "中文"),
    "nav.label": ("栏目", "Sections"),
    "nav.home": ("首页", "Home"),
    "nav.search": ("检索", "Search"),
    "nav.laws": ("法条", "Laws"),
    "nav.questionable": ("存疑引用", "Questionable"),
    "nav.duplicates": ("转载", "Copies"),
    "nav.sites": ("站点", "Sites"),
    "nav.tables": ("数据表", "Tables & SQL"),
    # ------------------------------------------------------------------------------------------------------ common
    "articles": ("{n} 篇", "{n} articles"),
    "citations": ("{n} 处引用", "{n} citations"),
    "questionable": ("{n} 处存疑", "{n} questionable"),
    "copy": ("副本", "copy"),
    "original": ("原文", "original"),
    "off_topic": ("与债务催收无关", "off topic"),
    "more": ("更多", "More"),
    "all": ("全部", "All"),
    "empty": ("还没有。", "Nothing yet."),
    "none": ("—", "—"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "pages": ("分页", "Pages"),
    "page": ("第 {n} 页", "Page {n}"),
    "as_table": ("看数字", "Show the numbers"),
    # -------------------------------------------------------------------------------------------------------- home
    "home.articles": ("文章", "articles"),
    "home.on_topic": ("债务催收", "on debt collection"),
    "home.recent": ("七天内新增", "new in 7 days"),
    "home.sites": ("站点", "sites"),
    "home.citations": ("法条引用", "citations"),
    "home.doubt": ("存疑引用", "questionable"),
    "home.copies": ("副本", "copies"),
    "home.latest": ("最新文章", "Latest articles"),
    "home.laws": ("最常被引用的条文", "Most cited provisions"),
    "home.questionable": ("最近的存疑引用", "Recent questionable citations"),
    "home.warnings": ("需要留意的站点", "Sites to look at"),
    "home.fine": ("各站点都正常。", "All sites are well."),
    "home.lead": (
        "{articles} 篇文章，来自 {sites} 个站点。查一个说法、一条法律，或者一篇文章是不是转载。",
        "{articles} articles from {sites} sites. Look up a claim, a law, or whether an article is a copy.",
    ),
    "plot.weekly": ("每周文章数", "Articles per week"),
    "plot.weekly.sum": (
        "最近 {weeks} 周发表 {n} 篇，最多的一周 {most} 篇。",
        "{n} articles in the last {weeks} weeks, at most {most} in one.",
    ),
    "plot.laws": ("被引用最多的法律", "Most cited laws"),
    "plot.laws.sum": (
        "引用最多的是《{law}》，{n} 篇文章引用。", "Most cited is {law}, by {n} articles."),
    "plot.doubt": ("存疑引用所占比例", "Share of questionable citations"),
    "plot.doubt.sum": (
        "按文章发表月份，能核对的引用里存疑的比例；总共 {share}。",
        "Of the citations that can be checked, by month of publication; {share} in all.",
    ),
    "plot.other": ("其他", "others"),
    "plot.week": ("周（从周一起）", "Week from"),
    "plot.month": ("月", "Month"),
    "plot.nothing": ("还没有足够的数据画图。", "Not enough data for a plot yet."),
    # ------------------------------------------------------------------------------------------------------ search
    "search.label": ("检索文章", "Search articles"),
    "search.placeholder": ("如：催收 通讯录、law:民法典第675条", "e.g. 催收 通讯录 or law:民法典第675条"),
    "search.button": ("检索", "Search"),
    "search.found": ("{total} 篇，第 {first}–{last} 篇", "{total} articles, {first}–{last}"),
    "search.found.many": ("超过 {total} 篇，第 {first}–{last} 篇", "More than {total} articles, {first}–{last}"),
    "search.relaxed": (
        "逐字相符的不多，以下按相近程度排列。",
        "Few articles say it in these words; these share most of the question.",
    ),
    "search.browse": ("全部文章，新的在前", "All articles, newest first"),
    "search.nothing": ("没有找到", "Nothing found"),
    "search.nothing.why": (
        "没有一篇文章同时有这些词和条件。", "No article has all of these words and conditions."),
    "search.try": ("可以试试", "You could try"),
    "search.try.fewer": ("少写一两个词，或把长句拆成几个词", "fewer words, or a long sentence split into words"),
    "search.try.off": (
        "连与债务催收无关的文章一起找（{n} 篇）", "articles that are off topic too ({n})"),
    "search.wrong": ("检索式有误", "The query is not understood"),
    "search.sort": ("排序", "Sort"),
    "search.sort.relevance": ("相关", "relevance"),
    "search.sort.date": ("日期", "date"),
    "search.feed": ("订阅这个检索", "Follow this query"),
    "search.filters": ("缩小范围", "Narrow down"),
    "search.chosen": ("已选条件", "Chosen"),
    "search.remove": ("去掉条件 {value}", "Remove {value}"),
    "search.sampled": ("按最新的 {n} 篇统计", "counted over the newest {n}"),
    "search.help": ("检索语法", "Query language"),
    "search.include_all": ("连无关主题一起找", "Include off-topic articles"),
    "search.only_topic": ("只看债务催收", "On topic only"),
    "facet.site": ("站点", "Site"),
    "facet.category": ("栏目", "Category"),
    "facet.law": ("法律", "Law"),
    "facet.year": ("年份", "Year"),
    "facet.on_topic": ("主题", "Topic"),
    "facet.on_topic.1": ("债务催收", "debt collection"),
    "facet.on_topic.0": ("无关主题", "off topic"),
    "facet.questionable": ("引用", "Citations"),
    "facet.questionable.1": ("有存疑引用", "with questionable ones"),
    "facet.questionable.0": ("没有存疑引用", "without questionable ones"),
    "facet.copy": ("来历", "Origin"),
    "facet.copy.1": ("副本", "copies"),
    "facet.copy.0": ("原文", "originals"),
    # ----------------------------------------------------------------------------------------------------- article
    "article.source_link": ("看原网页", "Original page"),
    "article.source": ("来源：{name}", "Source: {name}"),
    "article.author": ("作者：{name}", "By {name}"),
    "article.seen": ("收录于 {day}", "collected {day}"),
    "article.changed": ("改动于 {day}", "changed {day}"),
    "article.gone": ("原网页已于 {day} 撤下", "removed from its site by {day}"),
    "article.cited": ("引用的法条", "Laws cited"),
    "article.cited.none": ("文中没有引用法条。", "No law is cited."),
    "article.copies": ("相同或相近的文章", "Same or similar texts"),
    "article.is_copy": ("这篇是副本，原文：", "This is a copy of "),
    "article.related": ("相关文章", "Related articles"),
    "article.revisions": ("改动记录", "Earlier versions"),
    "article.revision": ("{first} 至 {last} 的版本", "As it was from {first} to {last}"),
    "article.compare": ("对比", "Compare"),
    "article.missing": ("没有这篇文章", "There is no such article"),
    "article.key": ("颜色：", "Colours: "),
    "article.notices": ("版权与来源说明", "Notices of the site"),
    "article.json": ("JSON", "JSON"),
    "cite.verdict": ("判定", "Verdict"),
    "cite.on": ("按 {day} 的法律", "as of {day}"),
    "cite.version": ("版本", "Version"),
    "cite.statute": ("法条原文", "The statute says"),
    "cite.quoted": ("文章写法", "The article says"),
    "cite.compared": ("逐字比较（删去线为法条有而文章没有，下划线为文章加的）", "Word by word (struck out: only in the statute; underlined: only in the article)"),
    "cite.similarity": ("相似 {n}", "{n} alike"),
    "cite.successor": ("现行：{name}", "Now: {name}"),
    "cite.provision": ("看这一条", "This provision"),
    "cite.no_text": ("库中没有法条原文，只核对了条号和效力。", "The texts of the statutes are not held: only number and force were checked."),
    "cite.close": ("关闭", "Close"),
    "cite.unknown": ("未说明的法律", "law not named"),
    # -------------------------------------------------------------------------------------------------------- laws
    "laws.title": ("法律与条文", "Laws and provisions"),
    "laws.lead": ("文章引用的法律，引用多的在前。", "The laws that articles cite, the most cited first."),
    "laws.find": ("查一部法律或一条", "Find a law or a provision"),
    "laws.find.placeholder": ("如：民法典第675条", "e.g. 民法典第675条"),
    "laws.by_law": ("按法律", "By law"),
    "laws.by_provision": ("按条文", "By provision"),
    "laws.missing": ("没有找到这部法律", "No such law"),
    "law.law": ("法律", "Law"),
    "law.provision": ("条文", "Provision"),
    "law.articles": ("文章", "Articles"),
    "law.cites": ("引用", "Citations"),
    "law.doubt": ("存疑", "Questionable"),
    "law.title": ("标题", "Title"),
    "law.published": ("公布", "Published"),
    "law.effective": ("施行", "In force"),
    "law.expired": ("失效", "Expired"),
    "law.doc_no": ("文号", "Number"),
    "law.numbers": ("条文", "Articles"),
    "law.versions": ("版本", "Versions"),
    "law.text": ("条文", "Text"),
    "law.text.changed": ("与上一版本比较", "Compared with the version before"),
    "law.text.same": ("与上一版本相同", "Same as in the version before"),
    "law.text.none": ("库中没有这一条的原文。导入法条文本（laws import）后，这里显示各版本和它们的差别。", "The text is not held. After an import of statute texts (laws import) its versions and their differences stand here."),
    "law.text.absent": ("这一版本没有这一条。", "This version has no such article."),
    "law.repealed": ("已于 {day} 废止", "Repealed on {day}"),
    "law.successor": ("由 {name} 取代", "replaced by {name}"),
    "law.unknown": ("法律目录里没有这部法律，无法核对。", "The registry does not have this law: citations of it cannot be checked."),
    "law.how": ("引用得怎样", "How well it is cited"),
    "law.citing": ("引用它的文章", "Articles that cite it"),
    "law.together": ("常与它一起引用", "Often cited with it"),
    "law.provisions": ("被引用的条文", "Provisions cited"),
    "law.before": ("前一条", "Article before"),
    "law.after": ("后一条", "Article after"),
    "law.whole": ("整部法律", "The whole law"),
    "law.search": ("检索引用它的文章", "Search the articles that cite it"),
    "questionable.title": ("存疑的引用", "Questionable citations"),
    "questionable.lead": ("条文不存在、当时无效，或引文走样的引用；新收录的文章在前。", "Citations of provisions that do not exist or were not in force, and distorted quotations; newest articles first."),
    # ------------------------------------------------------------------------------------------------------ copies
    "copies.title": ("转载、模板与改写", "Copies, templates, rewrites"),
    "copies.lead": ("{groups} 组；副本多的在前。", "{groups} groups, the most copied first."),
    "copies.count": ("{n} 篇副本", "{n} copies"),
    "copies.sites": ("{n} 个站点", "{n} sites"),
    "copies.slots": ("{n} 处可变", "{n} places vary"),
    "copies.kind": ("方式", "Kind"),
    "copies.similar": ("相似", "Alike"),
    "copies.group": ("这一组", "The group"),
    "copies.chain": ("原文与副本，早的在前", "Original and copies, the earliest first"),
    "copies.template": ("模板：变化的地方", "Template: the places that vary"),
    "copies.template.lead": ("原文里标出的地方，各篇换成了不同的内容。", "The marked places hold something else in each copy."),
    "copies.differs": ("差别", "Differences"),
    "copies.slot": ("换了", "Exchanged"),
    "copies.words": ("换说法", "Other words"),
    "copies.added": ("多了", "Added"),
    "copies.dropped": ("少了", "Dropped"),
    "copies.because.says_so": ("文中说明转载自原文", "it says where it was taken from"),
    "copies.because.published": ("发表较晚", "published later"),
    "copies.because.first_seen": ("收录较晚", "seen later"),
    "copies.because.address": ("按网址先后", "by address"),
    "copies.excerpts": ("节选", "Excerpts"),
    "copies.part_of": ("它是下文的一部分", "It is a part of"),
    "compare.title": ("对比两篇文章", "Two articles compared"),
    "compare.lead": ("删去线：只在前一篇。下划线：只在后一篇。", "Struck out: only in the first. Underlined: only in the second."),
    "compare.same": ("两篇的文字完全相同。", "The two texts are the same."),
    "compare.cut": ("文章很长，只比较了开头的 {n} 字。", "The texts are long: only the first {n} characters were compared."),
    "compare.share": ("相同的文字占 {share}。", "{share} of the text is the same."),
    "compare.first": ("前一篇", "First"),
    "compare.second": ("后一篇", "Second"),
    # ------------------------------------------------------------------------------------------------------- sites
    "sites.title": ("站点", "Sites"),
    "sites.lead": ("各站点收录了多少，上次抓取得怎样。", "What is stored of each site, and how its last run went."),
    "sites.site": ("站点", "Site"),
    "sites.articles": ("文章", "Articles"),
    "sites.on_topic": ("债务催收", "On topic"),
    "sites.doubt": ("有存疑引用", "Questionable"),
    "sites.originals": ("原文比例", "Originals"),
    "sites.pages": ("页面", "Pages"),
    "sites.due": ("待抓", "Due"),
    "sites.failed": ("出错", "Failed"),
    "sites.last": ("上次抓取", "Last run"),
    "sites.result": ("结果", "Result"),
    "sites.new": ("新增", "New"),
    "sites.next": ("下次到期", "Next due"),
    "sites.paused": ("暂停到 {day}（{why}）", "paused until {day} ({why})"),
    "sites.held": ("正在被抓取", "being crawled now"),
    "sites.failures": ("上次出错：{list}", "failures of the last run: {list}"),
    "sites.warnings": ("警告", "Warnings"),
    # ------------------------------------------------------------------------------------------------------ errors
    "error.missing": ("没有这一页", "There is no such page"),
    "error.slow": ("查询超过了时间限制", "The query took too long"),
    "error.slow.why": ("请把条件写得更具体，或者稍后再试。", "Ask for something more specific, or try again later."),
    "error.home": ("回到首页", "Back to the start"),
    **{
        f"run.{code}": pair
        for code, pair in {
            "running": ("进行中", "running"), "finished": ("完成", "finished"), "stopped": ("中断", "stopped"),
            "failed": ("失败", "failed"),
        }.items()
    },
}  # fmt: skip

_STATUS = {
    "exists": "in force",
    "no_such_article": "no such article",
    "not_yet_in_force": "not yet in force",
    "repealed": "repealed",
    "superseded_version": "superseded",
    "not_held": "cannot be checked",
}
_RULE = {"superseded_version": "rule no longer holds", "not_yet_in_force": "rule did not hold yet"}
_QUOTATION = {
    "exact": "quoted exactly",
    "altered": "quotation altered",
    "paraphrase": "paraphrased",
    "misattributed": "quoted from another provision",
    "unsupported": "the provision does not say so",
    "not_held": "",
}
_COPY = {
    "exact": "identical",
    "repost": "repost",
    "template": "template",
    "rewrite": "rewrite",
    "excerpt": "excerpt",
    "near": "near",
}
for _family, _chinese, _english in (
    ("status", labels.STATUS, _STATUS),
    ("rule", labels.RULE, _RULE),
    ("quotation", labels.QUOTATION, _QUOTATION),
    ("kind", labels.COPY, _COPY),
):
    TEXT.update({f"{_family}.{code}": (_chinese[code], _english[code]) for code in _chinese})


class Words:
    """The messages in one language: ``words("search.found", total=3)``."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._column = list(LANGUAGES).index(self.language)

    @property
    def tag(self) -> str:
        """For <html lang>."""
        return LANGUAGES[self.language]

    @property
    def other(self) -> str:
        """The language that the switch leads to."""
        return next(one for one in LANGUAGES if one != self.language)

    def __call__(self, key: str, **values: object) -> str:
        pair = TEXT.get(key)
        if pair is None:  # a code that has no words yet is shown as it is
            return key.rpartition(".")[2]
        text = pair[self._column]
        return text.format(**values) if values else text

    def verdict(self, status: str, quotation: str = "not_held", *, rule: bool = False) -> str:
        """As labels.verdict, in this language."""
        words = (
            self(f"{'rule' if rule and status in labels.RULE else 'status'}.{status}"),
            self(f"quotation.{quotation}"),
        )
        return ("，" if self.language == "zh" else ", ").join(word for word in words if word)
