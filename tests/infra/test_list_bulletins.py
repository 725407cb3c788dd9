"""Before the first issue the list of bulletins says so; afterwards a deployment leaves it alone."""

from infra import destroy, stack


class Target:
    """The engine as a stage."""

    stage = "test"

    def __init__(self, engine) -> None:
        self.client = engine.client


def test_the_list_says_that_there_is_none_until_something_was_issued(engine) -> None:
    live = engine.fresh()
    live.districts.current()
    s3, bucket = engine.client("s3"), "first-bulletins"
    s3.create_bucket(Bucket=bucket)
    made = {"MainTable": live.settings.table, "BulletinsBucket": bucket}

    def page(path: str) -> str:
        found = s3.get_object(Bucket=bucket, Key=f"bulletins/{path}")
        assert found["ContentType"] == "text/html; charset=utf-8"
        return found["Body"].read().decode()

    stack.list_bulletins(Target(engine), made)
    assert "还没有发布过通报" in page("index.html")
    assert "No bulletin has been issued yet" in page("en/index.html")
    assert s3.get_object(Bucket=bucket, Key="bulletins/feed.xml")["Body"].read().startswith(b"<?xml")
    s3.create_bucket(Bucket="first-photos")
    empty = dict.fromkeys(destroy.TABLES, live.settings.erasures_table) | {"BulletinsBucket": bucket, "PhotosBucket": "first-photos"}
    assert destroy.holds_data(Target(engine), empty) == [], "a list of nothing is no data to lose"
    s3.put_object(Bucket=bucket, Key="bulletins/index.html", Body=b"the real list", ContentType="text/html; charset=utf-8")
    stack.list_bulletins(Target(engine), made)
    assert page("index.html") == "the real list"
