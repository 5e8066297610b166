"""Titles of standing pages: what every site has beside its articles, and what a law firm has.

About us, terms, privacy, fees, services, jobs, and each lawyer's profile. The whole title must be one: «用户服务协议» is a
standing page, «用户服务协议中的仲裁条款有效吗» an article; «张三律师» a profile, «张三律师：网贷逾期怎么办» an article.
"""

from __future__ import annotations

import re

from .words import either

_FIRM = r"(?:律师事务所|律所|本所|公司|企业|集团|机构|平台|网站|本站|团队)"
_PAGES = (
    r"关于(?:我们|本站|本所|我|网站)?",
    r"联系(?:我们|方式|本站|律师)?",
    r"留言(?:本|板|簿)?",
    r"网站地图|站点地图|友情链接|归档|示例页面|帮助中心|新手指南|意见反馈",
    r"加入我们|广告(?:服务|合作)|投稿(?:须知|指南)?|商务合作|合作伙伴",
    rf"{_FIRM}(?:简介|介绍|概况|文化|荣誉|资质|风采)|走进(?:我们|本所|[^，。？！：:?!]{{1,12}}(?:律所|律师事务所))",
    r"(?:律师|专业|精英|服务)团队|团队(?:成员|律师)|荣誉资质|资质荣誉|组织(?:架构|机构)|发展历程",
    r"(?:律师|个人|博主|站长|作者)(?:简介|介绍|资料)",
    r"(?:服务|委托|办案|合作|业务)流程|业务(?:范围|领域|介绍)|服务(?:项目|内容|范围|优势|介绍)|在线(?:咨询|留言)|我要咨询",
    r"(?:服务)?(?:收费|资费)(?:标准|说明|方式)|(?:付款|支付|缴费)方式",
    r"about(?: us| me)?|contact(?: us)?|sample page|privacy policy|terms.{0,20}|sitemap|guestbook|links",
)
_TERMS = (
    r"(?:免责|法律|版权)(?:声明|条款|说明)",
    r"隐私(?:权)?(?:保护)?(?:政策|声明|条款|协议|指引|说明|须知)|个人信息保护(?:政策|声明|指引)|cookies?\s?政策",
    r"(?:用户|会员|注册|服务|使用|网站){1,3}(?:协议|条款|须知)",
)
_ROLE = (
    r"(?:(?:高级|创始|执行|权益|管理|联席|名誉)?合伙人|(?:执行|副)?主任(?:律师)?"
    r"|(?:专职|执业|资深|首席|主办|主任|高级|实习|专业|合伙人)?律师(?:助理)?|法律顾问)"
)
# Whom a firm looks for.
_JOBS = (
    r"(?:诚聘|急聘|高薪诚聘|招聘)[^，。：:的]{0,10}(?:律师|助理|英才|精英|人才|专员|人员|员工|合伙人|实习生|客服|法务|顾问|主管|经理|秘书|编辑|会计|前台|文员)",
    r"诚聘|招贤纳士|招聘(?:信息|启事|岗位|职位)|(?:人才|社会|校园|律师|律师助理|实习生)招聘",
)
_SERVICE = (
    r"(?:债务|债权|欠款|账款|应收|逾期|不良资产|商账|法律|律师|诉讼|非诉|仲裁|执行|催收|清收|追收|讨债|要债|追债|调解|协商|重组|优化"
    r"|处置|咨询|顾问|代理|企业|个人|金融){1,4}(?:服务|业务)(?:介绍|项目|内容|范围|优势)?"
)
# Most people's surnames; a given name has one or two characters, and none of those that make a sentence of it.
_SURNAME = (
    "(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙史陶贺顾毛郝龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季"
    "鲍龙章俞葛翁辛管祝左涂翟庞樊殷倪欧詹柯聂柴耿关焦巴齐牛梅庄申鲁岳兰房单甘纪涂路宁裴童凌霍盛骆项尚费温阮柳舒闵解])"
)
_NAME = rf"{_SURNAME}[^\W\da-z找请的是要不怎么样什谁为如何时委托聘所和与及需用]{{1,2}}"
_PROFILE = (
    rf"{_NAME}(?:\s?[-\u2013\u2014|｜·:：、/,，（(]?\s?{_ROLE}[)）]?){{1,2}}(?:个人|团队)?(?:简介|介绍|团队|资料|简历|主页)?",
    rf"{_ROLE}\s?[-\u2013\u2014|｜·:：]?\s?{_NAME}(?:律师)?(?:简介|介绍)?",
)
_ONE = either(*_PAGES, *_TERMS, *_JOBS, _SERVICE).pattern
_OWNER = r"(?:[^\s，。？！：:?!]{1,10}(?:网站?|站|平台|公司|律所|事务所|APP))"  # whose terms they are
_TITLE = re.compile(
    rf"(?:{_ONE})(?:\s?[及和与、/&]\s?(?:{_ONE})){{0,2}}|{_OWNER}(?:{either(*_TERMS).pattern})|{either(*_PROFILE).pattern}",
    re.IGNORECASE,
)
_BOX = either(_SERVICE, *_JOBS, *_PROFILE)
_MAX_TITLE = 40  # characters; no standing page is called by more
_SITE_NAME = re.compile(r"\s?[-_|\u2013\u2014]+\s?[^-_|\u2013\u2014]{1,40}$")


def is_standing(title: str) -> bool:
    """Whether a title is a standing page's.

    >>> is_standing("隐私政策"), is_standing("网贷平台的隐私政策有效吗")
    (True, False)
    """
    title = title.strip()
    return len(title) <= _MAX_TITLE and _TITLE.fullmatch(title) is not None


def is_standing_document(title: str) -> bool:
    """… a document's title, which the site's name ends."""
    return is_standing(title) or is_standing(_SITE_NAME.sub("", title.strip()[: 4 * _MAX_TITLE]))


def is_box(title: str) -> bool:
    """Whether a title is a service's, a job's or a lawyer's: so are headings of boxes beside an article."""
    return len(title) <= _MAX_TITLE and _BOX.fullmatch(title.strip()) is not None
