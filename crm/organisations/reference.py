"""The lists that staff choose from: traditions, communities and languages (domain.md 2.3, 2.5, 2.6)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crm.core.bulk import Loaded
from crm.extensions import db
from crm.organisations.kinds import Faith
from crm.organisations.models import Community, Language, Tradition

# Code, name, and the values of OpenStreetMap's `denomination` that mean it, synonyms included.
TRADITIONS: dict[Faith, tuple[tuple[str, str, str], ...]] = {
    Faith.CHRISTIAN: (
        ("CHR_ANGLICAN", "Anglican", "anglican church_of_england"),
        ("CHR_RC", "Roman Catholic", "roman_catholic catholic"),
        ("CHR_METHODIST", "Methodist", "methodist wesleyan"),
        ("CHR_BAPTIST", "Baptist", "baptist strict_baptist"),
        ("CHR_URC", "United Reformed", "united_reformed urc"),
        ("CHR_PRESBYTERIAN", "Presbyterian", "presbyterian church_of_scotland"),
        (
            "CHR_PENTECOSTAL",
            "Pentecostal",
            "pentecostal elim_pentecostal assemblies_of_god new_testament_church_of_god",
        ),
        ("CHR_EVANGELICAL", "Evangelical", "evangelical independent_evangelical"),
        ("CHR_SDA", "Seventh-day Adventist", "seventh_day_adventist adventist"),
        ("CHR_SALVATION_ARMY", "Salvation Army", "salvation_army"),
        ("CHR_QUAKER", "Quaker", "quaker"),
        ("CHR_LUTHERAN", "Lutheran", "lutheran"),
        ("CHR_ORTH_GREEK", "Greek Orthodox", "greek_orthodox"),
        ("CHR_ORTH_RUSSIAN", "Russian Orthodox", "russian_orthodox"),
        ("CHR_ORTH_ROMANIAN", "Romanian Orthodox", "romanian_orthodox"),
        ("CHR_ORTH_SERBIAN", "Serbian Orthodox", "serbian_orthodox"),
        ("CHR_COPTIC", "Coptic Orthodox", "coptic_orthodox coptic"),
        ("CHR_ETHIOPIAN", "Ethiopian Orthodox Tewahedo", "ethiopian_orthodox_tewahedo ethiopian_orthodox"),
        ("CHR_INDEPENDENT", "Independent church", "nondenominational non-denominational independent"),
        ("CHR_AIC", "African initiated church (Aladura, Celestial, Cherubim and Seraphim)", ""),
        ("CHR_MAR_THOMA", "Mar Thoma", "mar_thoma"),
        ("CHR_JW", "Jehovah’s Witnesses", "jehovahs_witness jehovahs_witnesses"),
        ("CHR_LDS", "Latter-day Saints", "mormon latter_day_saints latter-day_saints"),
        ("CHR_LOCAL_ECUMENICAL", "Local ecumenical partnership", ""),
    ),
    Faith.MUSLIM: (
        ("MUS_SUNNI", "Sunni", "sunni"),
        ("MUS_SHIA", "Shia", "shia"),
        ("MUS_ISMAILI", "Ismaili", "ismaili"),
        ("MUS_AHMADIYYA", "Ahmadiyya", "ahmadiyya"),
        ("MUS_IBADI", "Ibadi", "ibadi"),
        ("MUS_SUFI", "Sufi", "sufi"),
        ("MUS_ALEVI", "Alevi", "alevi"),
    ),
    Faith.JEWISH: (
        ("JEW_ORTHODOX", "Orthodox", "orthodox united_synagogue modern_orthodox"),
        ("JEW_HAREDI", "Haredi", "ultra_orthodox haredi"),
        ("JEW_HASIDIC", "Hasidic", "hasidic"),
        ("JEW_MASORTI", "Masorti", "masorti"),
        ("JEW_REFORM", "Reform", "reform reform_judaism"),
        ("JEW_LIBERAL", "Liberal", "liberal"),
        ("JEW_PROGRESSIVE", "Progressive", "progressive"),
        ("JEW_SEPHARDI", "Sephardi", "sephardi sephardic"),
    ),
    Faith.HINDU: (
        ("HIN_VAISHNAV", "Vaishnav", "vaishnavism"),
        ("HIN_SHAIV", "Shaiv", "shaivism"),
        ("HIN_SHAKTI", "Shakti", "shaktism"),
        ("HIN_SWAMINARAYAN", "Swaminarayan", "swaminarayan"),
        ("HIN_ISKCON", "ISKCON", "iskcon"),
        ("HIN_TAMIL_SHAIVA", "Tamil Shaiva", ""),
    ),
    Faith.SIKH: (
        ("SIK_GENERAL", "Sikh", ""),
        ("SIK_NAMDHARI", "Namdhari", "namdhari"),
        ("SIK_RAMGARHIA", "Ramgarhia (community gurdwara)", "ramgarhia"),
    ),
    Faith.BUDDHIST: (
        ("BUD_THERAVADA", "Theravada", "theravada"),
        ("BUD_MAHAYANA", "Mahayana", "mahayana"),
        ("BUD_TIBETAN", "Tibetan", "tibetan"),
        ("BUD_ZEN", "Zen", "zen"),
        ("BUD_NICHIREN", "Nichiren", "nichiren"),
        ("BUD_PURE_LAND", "Pure Land", "pure_land"),
    ),
}

COMMUNITIES = (
    "Albanian", "Angolan", "Bangladeshi or Bengali", "Black Majority Church", "Caribbean", "Chinese", "Congolese",
    "Ethiopian", "Filipino", "Ghanaian", "Gypsy or Traveller", "Indian", "Kosovan", "Kurdish",
    "Muslim (cross-national)", "Nigerian", "Orthodox Jewish", "Pakistani", "Refugees and people claiming asylum",
    "Roma", "Russian", "Rwandan", "Sierra Leonean", "Somali", "South Sudanese", "Sudanese", "Tamil", "Turkish",
    "Ugandan", "Vietnamese", "White British",
)  # fmt: skip

LANGUAGES = {
    "en": "English", "bn": "Bengali", "syl": "Sylheti", "so": "Somali", "tr": "Turkish", "kmr": "Kurdish (Kurmanji)",
    "fr": "French", "ln": "Lingala", "sw": "Swahili", "rw": "Kinyarwanda", "pt": "Portuguese", "yo": "Yoruba",
    "ig": "Igbo", "ha": "Hausa", "tw": "Twi", "kri": "Krio", "lg": "Luganda", "am": "Amharic", "ti": "Tigrinya",
    "om": "Oromo", "din": "Dinka", "nus": "Nuer", "pa": "Punjabi (Gurmukhi)", "gu": "Gujarati", "hi": "Hindi",
    "ta": "Tamil", "ne": "Nepali", "pl": "Polish", "ro": "Romanian", "rom": "Romani", "sq": "Albanian",
    "ru": "Russian", "uk": "Ukrainian", "fil": "Filipino", "vi": "Vietnamese", "zh-Hans": "Chinese (simplified)",
    "zh-Hant": "Chinese (traditional)", "yue": "Cantonese", "es": "Spanish", "it": "Italian",
    "bfi": "British Sign Language", "phr": "Mirpuri or Pahari",
}  # fmt: skip
RIGHT_TO_LEFT = {
    "ar": "Arabic", "ur": "Urdu", "fa": "Farsi", "prs": "Dari", "ps": "Pashto", "ckb": "Kurdish (Sorani)",
    "pnb": "Punjabi (Shahmukhi)", "yi": "Yiddish", "he": "Hebrew",
}  # fmt: skip


def load_reference(_folder: Path) -> list[Loaded]:
    """What stands here wins over what is stored; what staff added besides is left alone. The caller commits."""
    return [
        _bring_in(Tradition, "code", "traditions", _traditions()),
        _bring_in(Community, "name", "communities", ({"name": name} for name in COMMUNITIES)),
        _bring_in(Language, "tag", "languages", _languages()),
    ]


def _traditions() -> Iterable[dict[str, Any]]:
    for faith, lines in TRADITIONS.items():
        for code, name, osm_values in lines:
            yield {"code": code, "name": name, "faith": faith, "osm_values": osm_values}


def _languages() -> Iterable[dict[str, Any]]:
    for names, right_to_left in ((LANGUAGES, False), (RIGHT_TO_LEFT, True)):
        for tag, name in names.items():
            yield {"tag": tag, "name": name, "right_to_left": right_to_left}


def _bring_in(kind: Any, key: str, what: str, wanted: Iterable[dict[str, Any]]) -> Loaded:
    stored = {getattr(row, key): row for row in db.session.scalars(select(kind))}
    added = changed = same = 0
    for values in wanted:
        row = stored.get(values[key])
        if row is None:
            db.session.add(kind(**values))
            added += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed += 1
        else:
            same += 1
    db.session.flush()
    return Loaded(what, added, changed, same)
