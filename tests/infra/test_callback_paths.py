"""The path that an operator tells a carrier is the one that its callback is let in by."""

import hmac

from chalicelib.wiring import KeyedSecrets, callback_mark

from infra.callback_paths import paths


def test_path_ends_with_the_mark_that_the_callback_checks() -> None:
    made = paths(b"key", "1")
    assert {"aliyun", "tencent"} <= set(made)
    for carrier, path in made.items():
        assert hmac.compare_digest(path.rpartition("/")[2], callback_mark(KeyedSecrets(b"key"), carrier, "1"))
    assert paths(b"another", "1")["aliyun"] != made["aliyun"]
    assert paths(b"key", "2")["aliyun"] != made["aliyun"]
