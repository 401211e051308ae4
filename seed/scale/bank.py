"""A bank of resources as large as a region might keep, beside the shipped ones, and what each area may give.

By a chance of its own, so that groups are as they were without it.
"""

from random import Random

from crm.core.text import fold
from crm.resources.models import Resource, ResourceKind, ResourceTopic, SafeguardingTopic
from seed.scale.groups import World

MANY = 170
OF_ONE_AREA = 0.5


def make(world: World) -> None:
    rng, kinds, topics = Random(MANY), list(ResourceKind), list(SafeguardingTopic)
    for number in range(MANY):
        area = rng.choice(world.areas) if rng.random() < OF_ONE_AREA else None
        kind, topic = rng.choice(kinds), rng.choice(topics)
        name = f"{kind.label} {number}: {topic.label}"
        made = world.sheets.add(
            Resource, area_id=area, name=name, sort_name=fold(name), kind=kind,
            language_id=rng.choice(world.languages), review_due_on=world.today,
        )  # fmt: skip
        world.sheets.add(ResourceTopic, resource_id=made, topic=topic)
        for giver in [area] if area else world.areas:
            world.resources.setdefault(giver, []).append(made)
