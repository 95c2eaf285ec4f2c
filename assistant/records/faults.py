"""What went wrong in a database, in Chinese.

In: the exception of SQLAlchemy. Out: the cause and what to do, never the database's own words: those may name the password's
user, the statement and what was to be stored.
"""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

CAUSES = (
    (
        ("password authentication failed", "no password supplied", "authentication failed"),
        "用户名或口令不对；请核对 ANZE_DATABASE_URL",
    ),
    (("does not exist",), "没有这个数据库、用户或表；请先在服务器上建好"),
    (("Connection refused", "No such file or directory"), "那里没有数据库服务在运行；请启动它，或核对主机和端口"),
    (
        ("Name or service not known", "resolve host", "Temporary failure in name resolution"),
        "找不到这台主机；请核对主机名",
    ),
    (("timeout expired", "timed out", "unreachable"), "连接超时；请核对主机、端口和防火墙"),
    (
        ("invalid connection option", "invalid value for"),
        "数据库地址的参数不对；请核对 ANZE_DATABASE_URL 里 ? 之后的部分",
    ),
    (("permission denied",), "这个用户没有权限；请让它能在库里建表和读写"),
    (("file is not a database",), "这个文件不是 SQLite 数据库；请换一个文件名"),
    (("readonly", "unable to open"), "不能写；请给文件和它的文件夹写权限"),
    (("database is locked", "lock timeout"), "别的进程占着它太久；请稍后再试"),
    (("disk is full", "disk I/O error", "No space left"), "磁盘满了或读写出错；请腾出空间"),
    (("malformed",), "文件已损坏；请用备份恢复"),
    (("QueuePool",), "同时来的请求太多；请稍后再试"),
    (
        ("server closed the connection", "terminating connection", "the connection is closed"),
        "数据库服务断开了；请稍后再试",
    ),
)


def cause(error: SQLAlchemyError) -> str:
    """The cause as far as it is known; else the kind of error."""
    said = str(getattr(error, "orig", None) or error)
    for signs, sentence in CAUSES:
        if any(sign in said for sign in signs):
            return sentence
    return f"数据库报错 {type(error).__name__}；请查看数据库的日志"
