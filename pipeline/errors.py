"""One tree of exceptions, for broken set-ups and bugs. What goes wrong with one page is a value: models.Failure."""

from __future__ import annotations

import errno

# What the operating system says, as people read it; others keep the system's own words.
_WORDS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "文件超过了系统允许的大小",
    errno.EROFS: "文件系统是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "连接被对方断开",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "主机不通",
    errno.ETIMEDOUT: "连接超时",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def known_words(error: BaseException) -> str:
    """The same, "" where it is none of the usual reasons."""
    return _WORDS.get(getattr(error, "errno", None) or 0, "")


def in_words(error: BaseException) -> str:
    """Why the operating system refused, in Chinese where it is one of the usual reasons."""
    return known_words(error) or getattr(error, "strerror", None) or str(error)


class PipelineError(Exception):
    """Anything this package raises on purpose; its text is one clear line for a person."""


class ConfigError(PipelineError):
    """A settings or site file is missing, unreadable or wrong; names the file, the key and what is allowed."""


class QueryError(PipelineError):
    """A search query cannot be understood; ``position`` is the offset in it where that shows; ``placed``: the message
    tells it too.
    """

    def __init__(self, message: str, position: int | None = None, *, placed: bool = False) -> None:
        super().__init__(message)
        self.position, self.placed = position, placed


class StoreError(PipelineError):
    """The database is missing, not ours, newer than this program, or cannot be written."""


class TooSlow(PipelineError):
    """A question to the database took longer than the time that was given."""


class ArchiveError(PipelineError):
    """A WARC file cannot be read or written."""


class InputError(PipelineError):
    """A file or URL given by a person cannot be used."""
