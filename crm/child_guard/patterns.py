"""What the signs of a child look like in a note: English, and the plainest phrases of Arabic, Bengali and Urdu.

The parts that a rule judges further have names: `name`, `age`, `year`, `number`, `kin`.
"""

import re

from crm.child_guard.signs import Sign
from crm.child_guard.words import NUMBERS

NAME = r"(?P<name>\b[A-ZÀ-Þ][\w'-]*[a-zß-ÿ]\w*)"
INITIALS = r"(?P<name>\b[A-Z]\.? ?[A-Z]\b\.?)"
_AGE = rf"(?P<age>\d{{1,2}}|(?i:{'|'.join(reversed(NUMBERS))}))\b"
_OLD = r"(?i:[ -]?(?:years?|yrs?|y)[ /-]?(?:old|o)\b|[ ]?yo\b|[ -]?(?:months?|mths?|weeks)(?:[ -]old)?\b)"
# A range is about a class of children, and no one child.
_ALONE = r"(?![\w%:])(?!\s*(?i:to|-|–|or over|and over|or under|or above|or older|upwards|plus|\+)(?:\W|\d|$))"
_END = r"(?=\s*(?:[,.;:!?)\n]|$))"
_ENDS = r"(?=\s*(?:[,.;:!?)\n]|$|(?i:and|who|but|so|now|when|already)\b))"
_IS = r"(?i:is|was|who is|who was|who's|turned|turns|will be|is turning)"
_NEARLY = r"(?:(?i:only|just|about|nearly|almost|now|not yet) ){0,2}"
_LATE = r"(?i:(?:last|this|next|in|on|at|yesterday|today)\b)"
CHILD = r"(?:(?:foster|adopted|little|young|small) )?(?:child|boy|girl|toddler|baby|infant|pupil|kid|lad|teenager)"
OFFSPRING = (
    r"(?:(?:little|younger|baby|small|older|eldest|youngest) (?:brother|sister)|"
    r"(?:grand|step|foster |god)?(?:son|daughter)|grandchild|nephew|niece|twins|eldest|oldest|youngest)"
)
_KIN = rf"(?P<kin>\b(?i:{CHILD}|{OFFSPRING}))"
_CALLED = r"(?:,? (?i:called|named|is called|is named|whose name is),? |, |: | \(| )"
_SCHOOL = r"(?:[A-Z][\w'.-]* ){0,3}(?i:school|primary|academy|infants?|juniors?|nursery|college)\b"
_ATTENDS = r"(?i:goes to|go to|attends|is a pupil at|is at|is in|started at|has started at|moved to)"
_CLASS = r"(?i:(?:year|yr|y) ?(?P<class>\d{1,2})\b|reception\b)(?! (?i:teacher|parents?|class|pupils|children|lead))"
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    rf"(?:\d{{1,2}}[/. -]\d{{1,2}}[/. -]|(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?{_MONTH},? (?:\d{{1,2}},? )?|)"
    r"(?P<year>\d{4}|(?<=[/.-])\d{2})(?!\d)"
)
_OFFICE = (
    r"(?i:mash|lado|csc|social care|social services|social worker'?s?|children's services|mosaic|liquid ?logic|lcs|"
    r"frameworki|ehcp|child protection|cp|safeguarding|referral|case|crime)"
)
_PLAN = r"(?i:cp|child protection|child in need|cin|care|early help|ehc) plan"
# The Bengali letter is written in one code point or in two.
_BN_YA = "(?:\u09df|\u09af\u09bc)"

PATTERNS = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        (Sign.NAME, rf"{_KIN}{_CALLED}{NAME}"),
        (Sign.NAME, rf"\b(?i:{CHILD}) (?:in|from|at|of) [\w' ]{{1,30}}, {NAME},"),
        (Sign.NAME, rf"\b(?i:{CHILD}|{OFFSPRING})(?:'s)? (?i:(?:full |first )?name)\b ?(?i:is|was|:)"),
        (Sign.NAME, rf"\b(?i:name of (?:the|her|his|a|their) (?:{CHILD}|{OFFSPRING}))\b ?(?i:is|was|:)"),
        (Sign.NAME, rf"\b(?i:named (?:child|pupil|boy|girl))\b ?:? ?{NAME}"),
        (Sign.NAME, rf"\b(?i:{CHILD})\b[^\n]{{0,80}}\b(?i:(?:his|her) name (?:is|was)|(?:he|she) is called) {NAME}"),
        (Sign.NAME, rf"\b(?i:{CHILD}) (?i:is|was) (?i:called|named) [A-Z]\b"),
        (Sign.NAME, rf"\b(?i:(?:one|two|three) of the (?:boys|girls|children|kids|pupils|lads)), {NAME}"),
        (
            Sign.NAME,
            r"\b(?i:her|his|their|my) (?i:son|daughter|grandson|granddaughter|nephew|niece) (?P<lower>[a-z]{3,}) "
            r"(?:is|was|has|had|does|doesnt|doesn't|will|wont|won't|can|cant|can't|goes|went|comes|came|lives|told)\b",
        ),
        (Sign.NAME, rf"{NAME}'s (?i:mum|mom|mother|dad|daddy|father|foster|carer|guardian|social worker)\b"),
        (Sign.NAME, rf"\b(?i:mum|mother|dad|parents?|carer|guardian|social worker) (?i:of|for) {NAME}"),
        (Sign.NAME, r"\b(?i:mum|dad|mother|father) of (?P<lower>[a-z]{3,})"),
        (Sign.NAME, rf"\b(?i:the) (?:two |three |four )?{NAME} (?:twins|children|kids|boys|girls|siblings)\b(?!')"),
        (Sign.NAME, rf"\b{_PLAN} (?i:for|of|about) {NAME}"),
        (Sign.NAME, rf"{NAME} (?i:is|was|has been) (?i:on|put on) (?i:a|the) {_PLAN}"),
        (Sign.NAME, r"اسم (?:الطفل|الطفلة|الولد|البنت|ابنه|ابنها|ابنته|ابنتها|التلميذ|التلميذة) \S+"),
        (Sign.NAME, rf"(?:শিশুর|শিশুটির|বাচ্চার|ছেলের|ছেলেটির|মে{_BN_YA}ের|মে{_BN_YA}েটির|ছাত্রের|ছাত্রীর) নাম"),
        (Sign.NAME, r"(?:بچے|بچی|لڑکے|لڑکی|بیٹے|بیٹی) کا نام"),
        (Sign.AGE, rf"(?:{NAME}|{INITIALS.replace('name', 'initials')}) ?\({_AGE}(?:{_OLD})?\)"),
        (Sign.AGE, rf"{NAME},? {_IS} {_NEARLY}(?i:aged? )?{_AGE}(?:{_OLD}|{_ALONE}{_ENDS}|(?= {_LATE}))"),
        (Sign.AGE, rf"{NAME}, {_NEARLY}{_AGE}(?: and \d{{1,2}})?(?:{_OLD})?{_END}"),
        (Sign.AGE, rf"{NAME},? (?i:age|aged) {_AGE}{_ALONE}"),
        (Sign.AGE, rf"\b(?P<lower>[a-z]{{3,}}),? (?i:age|aged) {_AGE}{_ALONE}"),
        (Sign.AGE, rf"\b{_AGE}{_OLD} (?:(?i:{CHILD}|{OFFSPRING})\b|(?i:who|whose)\b|{NAME})"),
        (Sign.AGE, rf"\b{_AGE}[ -](?i:year|yr)[ -](?i:old) (?i:at|in|from|with|is|was|has|told|said)\b"),
        (Sign.AGE, rf"{_KIN}(?:,| of| aged?|,? {_IS})? \(?{_NEARLY}{_AGE}(?:{_OLD}|{_ALONE}{_ENDS})"),
        (Sign.AGE, rf"\b(?i:he|she)(?:'s|,? {_IS}) {_NEARLY}(?i:aged? )?{_AGE}(?:{_OLD}|{_ALONE}{_ENDS}|(?= {_LATE}))"),
        (Sign.AGE, r"عمر(?:ه|ها|ه الآن|ها الآن) (?P<age>\d{1,2})\b"),
        (Sign.AGE, r"عمر (?P<age>\d{1,2}) سال"),
        (Sign.AGE, rf"ব{_BN_YA}স ?[:-]? ?(?P<age>\d{{1,2}})(?!\d| ?(?:থেকে|-|–))"),
        (
            Sign.BIRTH_DATE,
            r"\b(?i:d\.? ?o\.? ?b\b\.?|(?:date of birth|birth ?date|birthday|born(?! (?:again|out|from)))\b)"
            rf"(?:[:,-]| (?:is|was|on|in|about|the)\b){{0,3}}(?: [\w ]{{1,30}} (?:on|in|is|was))? ?{_DATE}",
        ),
        (Sign.BIRTH_DATE, rf"(?:تاريخ (?:ال)?ميلاد\w{{0,2}}|مواليد|تاریخ پیدائش)\D{{0,8}}{_DATE}"),
        (Sign.BIRTH_DATE, rf"জন্ম(?:তারিখ| তারিখ| সাল)?\D{{0,8}}{_DATE}"),
        (Sign.SCHOOL, rf"(?:{NAME}|\b(?i:he|she)) (?:(?i:also|now|still) )?{_ATTENDS} {_SCHOOL}"),
        (Sign.SCHOOL, rf"{NAME}(?:,? (?i:is |who is )?(?i:in) |, | ?\(){_CLASS}"),
        (
            Sign.ADDRESS,
            r"\b(?i:girl|boy|child|family|children|kids) (?i:at|from|of) (?i:no\.? ?|number |flat )?\d+[a-z]? [A-Z]",
        ),
        (Sign.NHS_NUMBER, r"(?P<nhs>(?i:nhs)\D{0,15})?(?<![\d+])(?P<number>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)"),
        (Sign.UPN, r"\b(?P<upn>[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z])\b"),
        (Sign.UPN, r"\b(?i:upn)\W{1,3}(?:(?i:is|was) )?[A-Za-z]?(?: ?\d){8,12}"),
        (Sign.CASE, r"\b(?i:lcs|mosaic|liquid ?logic) \d{5,}"),
        (
            Sign.CASE,
            rf"\b{_OFFICE}\b(?: [\w ]{{1,25}})?,? (?i:ref(?:erence)?|number|no|id|case)\b\.?[ :#]*(?:(?i:is|was) )?"
            r"(?P<ref>[A-Z]{0,4}[-/ ]?\d[\d/-]{2,})",
        ),
    )
)
