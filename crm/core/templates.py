"""How templates look values up."""

from typing import Any

from flask.templating import Environment

_OF_EVERY_MAPPING = frozenset(dir(dict))


class Templates(Environment):
    """Asks a mapping for its keys first. Components are given mappings with most keys left out, and Jinja would try
    each name as an attribute, as a key, and as both again, which is a tenth of what a long form costs.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute not in _OF_EVERY_MAPPING:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
