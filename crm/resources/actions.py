from crm.accounts.models import Account
from crm.audit import record
from crm.core import clock
from crm.core.text import fold
from crm.extensions import db
from crm.organisations.rules import website
from crm.resources import rules
from crm.resources.models import Resource, ResourceTopic
from crm.resources.rules import Facts


def add_resource(area_id: int | None, facts: Facts, actor: Account) -> Resource:
    """Without an area it is for every area."""
    resource = Resource(area_id=area_id, topics=[])
    _say(resource, facts)
    db.session.add(resource)
    record.record("resource.added", resource, actor)
    db.session.flush()
    return resource


def change_resource(resource: Resource, facts: Facts, actor: Account) -> None:
    _say(resource, facts)
    record.record("resource.changed", resource, actor)


def _say(resource: Resource, facts: Facts) -> None:
    rules.check_review(facts.review_due_on, clock.today())
    resource.web = website(facts.web, "web")
    resource.name, resource.sort_name = facts.name, fold(facts.name)
    resource.kind, resource.language_id = facts.kind, facts.language_id
    resource.audience, resource.publisher, resource.note = facts.audience, facts.publisher, facts.note
    resource.review_due_on = facts.review_due_on
    kept = {row.topic: row for row in resource.topics}
    resource.topics = [kept.get(topic) or ResourceTopic(topic=topic) for topic in facts.topics]


def retire(resource: Resource, actor: Account) -> None:
    """It is given no more; what was given stays known. Retired twice is retired once."""
    if resource.retired_on is None:
        resource.retired_on = clock.today()
        record.record("resource.retired", resource, actor)


def put_back(resource: Resource, actor: Account) -> None:
    if resource.retired_on is not None:
        resource.retired_on = None
        record.record("resource.put_back", resource, actor)
