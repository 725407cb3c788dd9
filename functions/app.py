"""Every handler of the deployment. A blueprint's event handler would skip this module (see infra/decisions).

What only a schedule, a stream or a queue needs is imported by its handler: no request of a person pays for it at a cold start.
"""

from __future__ import annotations

from chalicelib import cold_start

# isort: split
from typing import Any

from chalice.app import AuthRequest, AuthResponse, CloudWatchEvent, DynamoDBEvent, SNSEvent, SQSEvent
from chalicelib.entrypoints import authorizer
from chalicelib.entrypoints import callbacks as carriers
from chalicelib.entrypoints.adding_pages import adding_pages
from chalicelib.entrypoints.admin import admin_blueprint
from chalicelib.entrypoints.bulletins import bulletins_blueprint
from chalicelib.entrypoints.callbacks import callbacks
from chalicelib.entrypoints.citizen import citizen
from chalicelib.entrypoints.clearing import clearing_blueprint
from chalicelib.entrypoints.desk import desk_blueprint
from chalicelib.entrypoints.erasing import erasing_blueprint
from chalicelib.entrypoints.exports import exports_blueprint
from chalicelib.entrypoints.follow_pages import follow_pages
from chalicelib.entrypoints.messaging import messaging_blueprint
from chalicelib.entrypoints.mine import mine_blueprint
from chalicelib.entrypoints.mine_pages import mine_pages
from chalicelib.entrypoints.overview import overview_blueprint
from chalicelib.entrypoints.pages import pages
from chalicelib.entrypoints.phone_pages import phone_pages
from chalicelib.entrypoints.public import public
from chalicelib.entrypoints.rest import RestApi
from chalicelib.entrypoints.staff import staff_blueprint
from chalicelib.entrypoints.system import system
from chalicelib.observability import observed

app = RestApi()
# The real sources stand in infra/template/functions.yaml, which is merged over these.
STREAM = "arn:aws:dynamodb:region:account:table/main/stream/label"


@app.authorizer(ttl_seconds=0, header="Cookie")
@observed("session_authorizer")
def session_authorizer(request: AuthRequest) -> AuthResponse:
    """Who holds the session cookie, asked anew each time so that a disabled person is out at once."""
    return authorizer.decide(request)


app.register_blueprint(citizen)
app.register_blueprint(pages)
app.register_blueprint(adding_pages)
app.register_blueprint(phone_pages)
app.register_blueprint(mine_blueprint)
app.register_blueprint(mine_pages)
app.register_blueprint(follow_pages)
app.register_blueprint(public)
app.register_blueprint(desk_blueprint(session_authorizer))
app.register_blueprint(overview_blueprint(session_authorizer))
app.register_blueprint(exports_blueprint(session_authorizer))
app.register_blueprint(clearing_blueprint(session_authorizer))
app.register_blueprint(erasing_blueprint(session_authorizer))
app.register_blueprint(bulletins_blueprint(session_authorizer))
app.register_blueprint(messaging_blueprint(session_authorizer))
app.register_blueprint(staff_blueprint(session_authorizer))
app.register_blueprint(admin_blueprint(session_authorizer))
app.register_blueprint(callbacks)
app.register_blueprint(system)


@app.on_dynamodb_record(stream_arn=STREAM)
@observed("outbox")
def outbox(event: DynamoDBEvent) -> dict[str, Any]:
    """New messages wake the sender."""
    from chalicelib.entrypoints import events

    return events.wake_sender(event.to_dict())


@app.on_dynamodb_record(stream_arn=STREAM)
@observed("tally")
def tally(event: DynamoDBEvent) -> dict[str, Any]:
    """Changed petitions move the counters."""
    from chalicelib.entrypoints import events

    return events.count_petitions(event.to_dict())


@app.on_sqs_message(queue_arn="arn:aws:sqs:region:account:sms")
@observed("sender")
def sender(event: SQSEvent) -> dict[str, Any]:
    """Sends what waits for the phones that the queue names."""
    from chalicelib.entrypoints import events

    return events.send_messages(event.to_dict())


@app.on_sqs_message(queue_arn="arn:aws:sqs:region:account:photos", batch_size=1)
@observed("photos")
def photos(event: SQSEvent) -> dict[str, Any]:
    """Makes pictures of what came in."""
    from chalicelib.entrypoints import events

    return events.take_photos(event.to_dict())


@app.lambda_function(name="reveal")
@observed("reveal")
def reveal(event: dict[str, Any], context: object) -> dict[str, str]:  # noqa: ARG001
    """Opens one contact for who holds a session; only the pages' function may call it."""
    from chalicelib.entrypoints import events

    return events.reveal_contact(event)


@app.lambda_function(name="export")
@observed("export")
def export(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Makes one export's file; only the pages' function calls it, and waits for nothing."""
    from chalicelib.entrypoints import events

    return events.make_export(event)


@app.on_sns_message(topic="inbound-sms")
@observed("inbound_sms")
def inbound_sms(event: SNSEvent) -> None:
    """A citizen's SMS."""
    from chalicelib.entrypoints import events

    events.receive_reply(event.message)


@app.lambda_function(name="receipts")
@observed("receipts")
def receipts(event: dict[str, Any], context: Any) -> None:  # noqa: ARG001
    """What carriers report of messages: a topic's events, and SNS's log of deliveries."""
    carriers.receive(event)


@app.schedule("rate(5 minutes)")
@observed("sweep")
def sweep(event: CloudWatchEvent) -> dict[str, Any]:  # noqa: ARG001
    """What is due is done."""
    from chalicelib.entrypoints import schedules

    return schedules.sweep()


@app.schedule("rate(5 minutes)")
@observed("erase")
def erase(event: CloudWatchEvent) -> dict[str, Any]:  # noqa: ARG001
    """What erasures left is removed, and petitions whose time is over are erased."""
    from chalicelib.entrypoints import schedules

    return schedules.erase()


@app.schedule("cron(20 * * * ? *)")
@observed("bulletin")
def bulletin(event: CloudWatchEvent) -> dict[str, Any]:
    """Bulletins that are due and not issued: from 00:20 of the first by the district's clock, each hour until they are."""
    from chalicelib.entrypoints import schedules

    return schedules.bulletin(event.to_dict())


@app.schedule("cron(0/15 19-20 * * ? *)")
@observed("recount")
def recount(event: CloudWatchEvent) -> dict[str, Any]:  # noqa: ARG001
    """Single days and their months are counted again, from 3:00 to 4:45 in China in as many runs as it takes."""
    from chalicelib.entrypoints import schedules

    return schedules.recount()


cold_start.over()
