"""The path that an operator tells a carrier is the one that its callback is let in by."""

import hmac

from chalicelib.wiring import KeyedSecrets

from infra.callback_paths import paths


def test_path_ends_with_the_mark_that_the_callback_checks() -> None:
    made = paths(b"key")
    assert {"aliyun", "tencent"} <= set(made)
    for carrier, path in made.items():
        assert hmac.compare_digest(path.rpartition("/")[2], KeyedSecrets(b"key").digest("callback", carrier))
    assert paths(b"another")["aliyun"] != made["aliyun"]
