"""Which option of GOV.UK's own macros is which argument of ours.

A path such as `label.text` names an option inside an option. A pair holds the argument and the names inside each
item of a list. What is not named here is an option that our macro does not have.
"""

from typing import TypeAlias

Names: TypeAlias = "dict[str, str | tuple[str, Names]]"

TEXT: Names = {"text": "text", "html": "text"}
LOOK: Names = {"classes": "classes", "attributes": "attributes"}
LABEL: Names = {
    "label.text": "label",
    "label.html": "label",
    "label.classes": "label_classes",
    "label.isPageHeading": "label_is_heading",
}
LEGEND: Names = {
    "fieldset.legend.text": "legend",
    "fieldset.legend.html": "legend",
    "fieldset.legend.classes": "legend_classes",
    "fieldset.legend.isPageHeading": "legend_is_heading",
    "fieldset.classes": "fieldset_classes",
    "fieldset.attributes": "fieldset_attributes",
    "fieldset.describedBy": "described_by",
}
QUESTION: Names = {
    "hint.text": "hint",
    "hint.html": "hint",
    "errorMessage.text": "error",
    "errorMessage.html": "error",
    "formGroup.classes": "group_classes",
    "describedBy": "described_by",
}
CONTROL: Names = (
    LOOK | LABEL | QUESTION | {n: n for n in ("name", "id", "value", "disabled", "autocomplete", "spellcheck")}
)
CHOICE: Names = TEXT | {
    "value": "value",
    "id": "id",
    "name": "name",
    "checked": "checked",
    "disabled": "disabled",
    "divider": "divider",
    "behaviour": "behaviour",
    "attributes": "attributes",
    "hint.text": "hint",
    "hint.html": "hint",
    "label.classes": "label_classes",
    "conditional.html": "conditional",
}
CHOICES: Names = LOOK | LEGEND | QUESTION | {"name": "name", "idPrefix": "id", "items": ("items", CHOICE)}
LINK: Names = TEXT | LOOK | {"href": "href"}
ACTION: Names = LINK | {"visuallyHiddenText": "hidden_text"}
ROW: Names = {
    "classes": "classes",
    "key.text": "key",
    "key.html": "key",
    "key.classes": "key_classes",
    "value.text": "value",
    "value.html": "value",
    "value.classes": "value_classes",
    "actions.items": ("actions", ACTION),
    "actions.classes": "actions_classes",
}
CELL: Names = TEXT | LOOK | {n: n for n in ("format", "colspan", "rowspan")}
PAGE: Names = {
    "number": "number",
    "href": "href",
    "current": "current",
    "ellipsis": "ellipsis",
    "attributes": "attributes",
    "visuallyHiddenText": "label",
}
BANNER: Names = {
    "text": "text",
    "html": "caller",
    "type": "type",
    "role": "role",
    "titleText": "title",
    "titleHtml": "title",
    "titleId": "title_id",
    "titleHeadingLevel": "title_level",
    "disableAutoFocus": "disable_auto_focus",
}

OPTION_NAMES: dict[str, Names] = {
    "back-link": LINK,
    "breadcrumbs": LOOK | {"items": ("items", LINK), "collapseOnMobile": "collapse_on_mobile", "labelText": "label"},
    "button": LINK
    | {n: n for n in ("type", "name", "value", "disabled", "id")}
    | {"isStartButton": "is_start", "preventDoubleClick": "prevent_double_click"},
    "character-count": CONTROL
    | {"rows": "rows", "maxlength": "max_characters", "maxwords": "max_words", "threshold": "threshold"},
    "checkboxes": CHOICES | {"values": "values"},
    "date-input": LOOK
    | LEGEND
    | QUESTION
    | {
        "id": "id",
        "namePrefix": "prefix",
        "items": (
            "parts",
            LOOK | {n: n for n in ("name", "id", "label", "value", "autocomplete", "inputmode", "pattern")},
        ),
    },
    "details": LOOK | TEXT | {"summaryText": "summary", "summaryHtml": "summary", "id": "id", "open": "is_open"},
    "error-message": LOOK | TEXT | {"id": "id", "visuallyHiddenText": "hidden_text"},
    "error-summary": LOOK
    | {
        "titleText": "title",
        "titleHtml": "title",
        "descriptionText": "description",
        "descriptionHtml": "description",
        "disableAutoFocus": "disable_auto_focus",
        "errorList": ("errors", LINK),
    },
    "fieldset": LOOK
    | {
        "legend.text": "legend",
        "legend.html": "legend",
        "legend.classes": "legend_classes",
        "legend.isPageHeading": "legend_is_heading",
        "describedBy": "described_by",
        "role": "role",
        "html": "caller",
    },
    "file-upload": {n: a for n, a in CONTROL.items() if n != "value"} | {"multiple": "multiple"},
    "hint": LOOK | TEXT | {"id": "id"},
    "input": CONTROL
    | {n: n for n in ("type", "inputmode", "pattern", "autocapitalize")}
    | {"prefix.text": "prefix", "prefix.html": "prefix", "suffix.text": "suffix", "suffix.html": "suffix"},
    "inset-text": LOOK | TEXT | {"id": "id"},
    "label": LOOK | TEXT | {"for": "for_", "isPageHeading": "is_heading"},
    "notification-banner": LOOK | BANNER,
    "pagination": LOOK
    | {
        "previous.href": "previous_href",
        "previous.text": "previous_text",
        "previous.html": "previous_text",
        "previous.labelText": "previous_label",
        "previous.attributes": "previous_attributes",
        "next.href": "next_href",
        "next.text": "next_text",
        "next.html": "next_text",
        "next.labelText": "next_label",
        "next.attributes": "next_attributes",
        "landmarkLabel": "label",
        "items": ("items", PAGE),
    },
    "panel": LOOK | TEXT | {"titleText": "title", "titleHtml": "title", "headingLevel": "level"},
    "password-input": CONTROL,
    "phase-banner": LOOK | TEXT | {"tag.text": "tag", "tag.html": "tag", "tag.classes": "tag_classes"},
    "radios": CHOICES | {"value": "value"},
    "select": CONTROL | {"items": ("items", {n: n for n in ("text", "value", "selected", "disabled", "attributes")})},
    "service-navigation": LOOK
    | {
        "navigation": ("items", LINK | {"current": "current", "active": "active"}),
        "serviceName": "service_name",
        "serviceUrl": "service_url",
        "navigationLabel": "label",
        "menuButtonText": "menu_text",
        "menuButtonLabel": "menu_label",
        "collapseNavigationOnMobile": "collapse",
        "navigationId": "navigation_id",
        "navigationClasses": "navigation_classes",
        "ariaLabel": "section_label",
    },
    "skip-link": LINK,
    "summary-list": LOOK
    | {
        "rows": ("rows", ROW),
        "card.title.text": "card_title",
        "card.title.html": "card_title",
        "card.title.headingLevel": "card_level",
        "card.actions.items": ("card_actions", ACTION),
        "card.classes": "card_classes",
    },
    "table": LOOK
    | {
        "caption": "caption",
        "captionClasses": "caption_classes",
        "firstCellIsHeader": "first_cell_is_header",
        "head": ("head", CELL),
        "rows": ("rows", CELL),
    },
    "tag": LOOK | TEXT,
    "textarea": CONTROL | {"rows": "rows", "formGroup.attributes": "group_attributes"},
    "warning-text": LOOK | TEXT | {"iconFallbackText": "hidden_text"},
}
