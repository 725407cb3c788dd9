"""The edge of the real local stage: poisoned records, refusals, forged headers, logs, listeners."""

import http.client
import json
import re
import subprocess
import sys
import time
import uuid
from pathlib import Path

import boto3
import pytest

from tests.lives.stage import ROOT, Stage

pytestmark = pytest.mark.slow  # its letters are dead, and mended, one after the other: `make prove`
LOCAL = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
CANARIES = ("13912345678", "苏小金丝雀", "金丝雀路77号", "canary-words", "__Host-session=canary")
QUEUES = ("StreamDeadLetters", "SmsDeadLetters", "InboundDeadLetters", "PhotoDeadLetters")


class Edge(Stage):
    """The stage with a look behind the front."""

    def start(self) -> None:
        super().start()
        self.made = json.loads((Path(self.environment["NUANNAN_HOME"]) / "stage.json").read_text())

    def client(self, service: str):
        return boto3.client(service, endpoint_url=f"http://127.0.0.1:{self.port + 1}", **LOCAL)

    def waiting(self, queue: str) -> int:
        asked = {"QueueUrl": self.made[queue], "AttributeNames": ["ApproximateNumberOfMessages"]}
        return int(
            self.client("sqs").get_queue_attributes(**asked)["Attributes"]["ApproximateNumberOfMessages"]
        )

    def redrive(self) -> tuple[int, str]:
        ran = subprocess.run(
            [sys.executable, "-m", "infra.redrive"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    def item(self, pk: str, sk: str):
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        return (
            self.client("dynamodb").get_item(TableName=self.made["MainTable"], Key=key, ConsistentRead=True)
        ).get("Item")

    def put(self, item: dict) -> None:
        self.client("dynamodb").put_item(TableName=self.made["MainTable"], Item=item)

    def raw(self, method: str, path: str, body: bytes | None = None, port: int = 0, **headers: str):
        """One request as bytes, without what a client library adds."""
        line = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        told = answer.status, answer.read(), answer.headers
        line.close()
        return told

    def logs(self) -> dict[str, list[str]]:
        client, found = self.client("logs"), {}
        for group in client.describe_log_groups()["logGroups"]:
            lines, token = [], {}
            while True:
                page = client.filter_log_events(logGroupName=group["logGroupName"], **token)
                lines += [each["message"] for each in page["events"]]
                if not page.get("nextToken"):
                    break
                token = {"nextToken": page["nextToken"]}
            found[group["logGroupName"].removeprefix("/aws/lambda/nuannan-local-")] = lines
        return found


def until(holds, seconds: float = 40):
    for _ in range(int(seconds * 5)):
        found = holds()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not come to hold")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Edge(tmp_path_factory.mktemp("edge") / "home")
    made.to_morning()
    yield made
    made.stop()


def poisoned(number: str) -> dict:
    """An item that the stream takes for a petition and the tally cannot read."""
    return {
        "pk": {"S": f"P#{number}"}, "sk": {"S": "A"}, "entity": {"S": "petition"}, "version": {"N": "1"},
        "state": {"S": '{"number": "' + number + '", "status": "no such status"}'},
    }  # fmt: skip


def test_poisoned_record_goes_to_the_dead_letters_and_its_neighbours_are_counted(stage: Edge) -> None:
    before = stage.submit()[1]["number"]
    stage.put(poisoned("00000000000017"))
    after = stage.submit()[1]["number"]
    until(lambda: stage.waiting("StreamDeadLetters") == 1)
    for number in (before, after):
        assert until(lambda number=number: stage.item(f"K#{number}", "K"))
    assert stage.item("K#00000000000017", "K") is None


def test_redrive_names_and_keeps_what_is_still_poisoned(stage: Edge) -> None:
    code, said = stage.redrive()
    assert code == 1
    assert "P#00000000000017 A" in said
    assert stage.waiting("StreamDeadLetters") == 1


def test_redrive_counts_what_was_mended_since(stage: Edge) -> None:
    number = stage.submit()[1]["number"]
    until(lambda: stage.item(f"K#{number}", "K"))
    sound = stage.item(f"P#{number}", "A")
    mended = json.loads(json.dumps(sound).replace(number, "00000000000017"))
    stage.put(mended)
    until(lambda: stage.item("K#00000000000017", "K"))  # the stream counts it at once; take that away again
    stage.client("dynamodb").delete_item(
        TableName=stage.made["MainTable"], Key={"pk": {"S": "K#00000000000017"}, "sk": {"S": "K"}}
    )
    code, said = stage.redrive()
    assert (code, stage.waiting("StreamDeadLetters")) == (0, 0)
    assert "StreamDeadLetters: 1 letters done with, 0 still poisoned" in said
    assert stage.item("K#00000000000017", "K")


def test_redrive_finds_uncounted_petitions_in_the_table_when_the_pointer_is_dead(stage: Edge) -> None:
    number = stage.submit()[1]["number"]
    until(lambda: stage.item(f"K#{number}", "K"))
    key = {"pk": {"S": f"K#{number}"}, "sk": {"S": "K"}}
    stage.client("dynamodb").delete_item(TableName=stage.made["MainTable"], Key=key)
    stage.put(poisoned("00000000000025"))
    until(lambda: stage.waiting("StreamDeadLetters") == 1)
    sqs, url = stage.client("sqs"), stage.made["StreamDeadLetters"]
    (letter,) = sqs.receive_message(QueueUrl=url, VisibilityTimeout=60)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
    told = json.loads(letter["Body"])
    told["DDBStreamBatchInfo"]["shardId"] = "shardId-00000000000000000000-99999999"
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(told))
    code, said = stage.redrive()
    assert code == 1
    assert "P#00000000000025 A" in said
    assert stage.item(f"K#{number}", "K")  # the sound neighbour was found without the letter
    stage.client("dynamodb").delete_item(
        TableName=stage.made["MainTable"], Key={"pk": {"S": "P#00000000000025"}, "sk": {"S": "A"}}
    )
    assert stage.redrive()[0] == 0
    assert stage.waiting("StreamDeadLetters") == 0


def test_redrive_wakes_what_waits_when_the_pointer_of_a_message_is_dead(stage: Edge) -> None:
    swept = len([line for line in stage.logs()["sweep"] if "sweep.done" in line])
    arn = "arn:aws:lambda:us-east-1:000000000000:function:nuannan-local-outbox"
    table = stage.client("dynamodb").describe_table(TableName=stage.made["MainTable"])["Table"]
    pointer = {"streamArn": table["LatestStreamArn"], "shardId": "shardId-00000000000000000000-99999999"}
    pointer |= {"startSequenceNumber": "1" * 21, "endSequenceNumber": "1" * 21}
    letter = {"requestContext": {"functionArn": arn}, "DDBStreamBatchInfo": pointer}
    stage.client("sqs").send_message(QueueUrl=stage.made["StreamDeadLetters"], MessageBody=json.dumps(letter))
    code, said = stage.redrive()
    assert code == 0, said
    assert "StreamDeadLetters: 1 letters done with, 0 still" in said
    assert len([line for line in stage.logs()["sweep"] if "sweep.done" in line]) == swept + 1


def test_redrive_keeps_what_is_no_letter(stage: Edge) -> None:
    sqs, url = stage.client("sqs"), stage.made["StreamDeadLetters"]
    arn = "arn:aws:lambda:us-east-1:000000000000:function:nuannan-local-tally"
    broken = {"requestContext": {"functionArn": arn}, "DDBStreamBatchInfo": {"streamArn": "x", "shardId": "x"}}
    broken["DDBStreamBatchInfo"] |= {"startSequenceNumber": "1", "endSequenceNumber": "1"}
    stranger = {"requestContext": {"functionArn": arn.replace("tally", "other")}, "DDBStreamBatchInfo": {}}
    for body in (json.dumps(broken), json.dumps(stranger), "[]", "no JSON"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    code, said = stage.redrive()
    assert code == 1
    assert said.count("(it is no letter of the stream)") == 4
    assert stage.waiting("StreamDeadLetters") == 4
    sqs.purge_queue(QueueUrl=url)


def test_redrive_sends_sms_and_replies_again(stage: Edge) -> None:
    number = stage.submit(phone=CANARIES[0], name=CANARIES[1], place_words=CANARIES[2])[1]["number"]
    stage.wait_for(CANARIES[0], "已收到")
    grid = stage.sign_in("grid")
    stage.act(grid, number, "accept")
    stage.act(grid, number, "close", note=f"done {CANARIES[3]}")
    stage.wait_for(CANARIES[0], "已办结")
    sqs = stage.client("sqs")
    sqs.send_message(QueueUrl=stage.made["SmsDeadLetters"], MessageBody="0" * 32)  # a phone's hash
    reply = {
        "originationNumber": f"+86{CANARIES[0]}",
        "messageBody": "1",
        "inboundMessageId": "dead-1",
        "destinationNumber": "10650000",
        "messageKeyword": "K",
        "previousPublishedMessageId": "",
    }
    event = {"Records": [{"Sns": {"Message": json.dumps(reply), "Subject": "reply", "MessageAttributes": {}}}]}
    arn = "arn:aws:lambda:us-east-1:000000000000:function:nuannan-local-inbound-sms:$LATEST"
    letter = {"version": "1.0", "requestContext": {"functionArn": arn}, "requestPayload": event}
    sqs.send_message(QueueUrl=stage.made["InboundDeadLetters"], MessageBody=json.dumps(letter))
    sqs.send_message(QueueUrl=stage.made["InboundDeadLetters"], MessageBody="no letter")
    code, said = stage.redrive()
    assert code == 1
    assert "SmsDeadLetters: 1 letters done with, 0 still" in said
    assert "InboundDeadLetters: 1 letters done with, 1 still" in said
    assert not any(canary in said for canary in CANARIES)
    supervisor = stage.sign_in("supervisor")
    stage.wait_status(supervisor, number, "settled", 1)
    sqs.purge_queue(QueueUrl=stage.made["InboundDeadLetters"])


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/api/desk/me", {}, 401, "not_signed_in"),
        ("GET", "/api/desk/me", {"Cookie": CANARIES[4]}, 401, "not_signed_in"),
        ("POST", "/api/petitions", {"Content_Type": "application/json"}, 403, "request_not_ours"),
        ("GET", "/api/nothing", {}, 404, "not_found"),
        ("GET", "/phones/nothing", {}, 404, "not_found"),
        ("PATCH", "/api/form", {}, 404, "not_found"),
        ("OPTIONS", "/api/form", {}, 404, "not_found"),
        ("GET", "/api/status", {}, 404, "link_invalid"),
        ("POST", "/api/petitions", {"Content_Type": "text/csv"}, 415, "unsupported_media"),
        ("POST", "/p/report", {"Content_Type": "text/csv"}, 415, "unsupported_media"),
        ("POST", "/api/petitions", {"Content_Length": "99999999999"}, 413, "body_too_large"),
        ("POST", "/api/petitions", {"Content_Length": "many"}, 400, "bad_request"),
    ],
)
def test_every_refusal_has_the_one_shape(stage: Edge, method, path, headers, status: int, code: str) -> None:
    told, body, said = stage.raw(method, path, b"x" if method == "POST" else None, **headers)
    answer = json.loads(body)
    assert (told, answer["code"], answer["fields"]) == (status, code, {})
    assert answer["message"]
    assert said["Content-Type"].startswith("application/json")
    assert said["Cache-Control"] == "no-store"


def test_the_api_refuses_whoever_goes_around_the_front(stage: Edge) -> None:
    api = re.search(r"//(\w+)\.", stage.made["EndpointURL"])[1]
    path = f"/restapis/{api}/v1/_user_request_/health"
    for headers in ({}, {"Nuannan_Origin_Key": "guessed", "Nuannan_Viewer": "192.0.2.9"}):
        status, body, _ = stage.raw("GET", path, port=stage.port + 1, **headers)
        assert (status, json.loads(body)["code"]) == (403, "request_not_ours")


def test_a_visit_can_be_followed_from_the_page_to_the_sms(stage: Edge) -> None:
    visit = str(uuid.uuid4())
    phone = "13912345670"
    body = {"text": f"{CANARIES[3]} {CANARIES[2]}", "consent": True, "community": "370202001001"}
    sent = body | {"phone": phone, "name": CANARIES[1]}
    headers = {"Idempotency_Key": str(uuid.uuid4()), "Nuannan_Device": "d" * 30, "Nuannan_Correlation": visit}
    status, receipt, _ = stage.call("POST", "/api/petitions", sent, **headers)
    assert status == 201
    stage.wait_for(phone, "已收到")
    for function, event in (("api", "api.answered"), ("sender", "message.settled")):
        until(
            lambda function=function, event=event: [
                line for line in stage.logs()[function] if visit in line and event in line
            ],
            10,
        )
    # An action's own message carries the visit of the desk that acted.
    visit, grid = str(uuid.uuid4()), stage.sign_in("grid")
    path = f"/api/desk/petitions/{receipt['number']}"
    for action, note in (("accept", ""), ("close", "x")):
        version = stage.call("GET", path, Cookie=grid)[1]["version"]
        done = {"action": action, "version": version, "note": note}
        keyed = {"Idempotency_Key": str(uuid.uuid4()), "Nuannan_Correlation": visit, "Cookie": grid}
        assert stage.call("POST", f"{path}/actions", done, **keyed)[0] == 200
    stage.wait_for(phone, "已办结")
    until(lambda: [line for line in stage.logs()["sender"] if visit in line and "follow_up" in line], 10)


def test_limits_count_the_real_caller_when_headers_are_forged(stage: Edge) -> None:
    """More than 60 wrong passwords in a quarter of an hour, each from a "different" address: refused, whenever the quarter begins."""
    statuses = []
    for number in range(2 * 60 + 1):
        body = json.dumps({"login": f"nobody{number}", "password": "wrong", "code": "000000"}).encode()
        forged = f"198.51.100.{number}"
        headers = {"Content_Type": "application/json", "Nuannan_Request": "1", "Nuannan_Viewer": forged}
        sent = headers | {"X_Forwarded_For": forged, "CloudFront_Viewer_Address": f"{forged}:1"}
        status, answer, said = stage.raw("POST", "/api/desk/session", body, **sent)
        statuses.append(status)
        if status == 429:
            break
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert json.loads(answer)["code"] == "too_many_requests"
    assert int(said["Retry-After"]) == json.loads(answer)["retry_after_seconds"]


def test_no_log_line_holds_what_a_person_typed(stage: Edge) -> None:
    scheduled = {"version": "0", "id": "x", "detail-type": "x", "source": "x", "account": "x", "region": "x"}
    event = scheduled | {"time": "x", "resources": [], "detail": {}, "interim": f"{CANARIES[1]} {CANARIES[3]}"}
    failed = stage.client("lambda").invoke(
        FunctionName="nuannan-local-bulletin", Payload=json.dumps(event).encode()
    )
    told = json.loads(failed["Payload"].read())  # what the runtime says of a handler that failed
    assert (failed["FunctionError"], told["errorMessage"]) == ("Unhandled", "ValueError")
    assert not any(canary in json.dumps(told, ensure_ascii=False) for canary in CANARIES)
    logs = stage.logs()
    assert any("bulletin.crashed" in line for line in logs["bulletin"])
    assert all(logs[name] for name in ("api", "tally", "outbox", "sender", "session-authorizer", "inbound-sms"))
    home = Path(stage.environment["NUANNAN_HOME"])
    written = "\n".join(line for lines in logs.values() for line in lines)
    written += (home / "engine.log").read_text(errors="replace") + stage.log.read_text()
    for canary in (*CANARIES, "13912345670", "nobody1"):
        assert canary not in written
    tokens = [re.search(r"/s/([\w-]+)", body)[1] for body in stage.messages(CANARIES[0]) if "/s/" in body]
    assert tokens
    assert not any(token in written for token in tokens)


def test_nothing_listens_on_anything_but_loopback(stage: Edge) -> None:
    mine, listening = descendants(stage.child.pid), []
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A":
                listening.append((parts[1].rpartition(":")[0], parts[9]))
    held = {
        str(entry.readlink())
        for pid in mine
        for entry in Path(f"/proc/{pid}/fd").iterdir()
        if entry.is_symlink()
    }
    addresses = [address for address, inode in listening if f"socket:[{inode}]" in held]
    assert len(addresses) >= 2
    assert set(addresses) == {"0100007F"}  # 127.0.0.1, as the kernel writes it


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir() if children.exists() else ():
        for child in (task / "children").read_text().split():
            found += descendants(int(child))
    return found


def test_a_second_run_beside_a_running_one_is_refused_in_a_sentence(stage: Edge) -> None:
    for port, words in ((stage.port, "already runs"), (stage.port + 40, "already runs")):
        environment = {**stage.environment, "NUANNAN_PORT": str(port)}
        ran = subprocess.run(
            [sys.executable, "-m", "infra.local.run"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        said = (ran.stdout + ran.stderr).strip()
        assert (ran.returncode, len(said.splitlines())) == (1, 1)
        assert words in said
