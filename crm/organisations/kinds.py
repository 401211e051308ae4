"""The closed sets of domain.md 2.1 to 2.4, stored by their code in lower snake case."""

from crm.core.labels import Labelled


class OrganisationKind(Labelled):
    PLACE_OF_WORSHIP = "place_of_worship", "Place of worship"
    FAITH_GROUP_NO_BUILDING = "faith_group_no_building", "Faith group without a building"
    HOME_GROUP = "home_group", "Home group"
    STREET_PASTORS = "street_pastors", "Street pastors"
    SUPPLEMENTARY_SCHOOL = "supplementary_school", "Supplementary school"
    MADRASA = "madrasa", "Madrasa"
    COMMUNITY_ASSOC = "community_assoc", "Community association"
    WOMENS_GROUP = "womens_group", "Women's group"
    YOUTH_GROUP = "youth_group", "Youth group"
    SPORTS_CLUB = "sports_club", "Sports or arts club"
    REFUGEE_ORG = "refugee_org", "Refugee organisation"
    CHARITY_SERVICE = "charity_service", "Service charity"
    UMBRELLA_BODY = "umbrella_body", "Umbrella body"
    INTERFAITH_FORUM = "interfaith_forum", "Interfaith forum"
    VCS_INFRASTRUCTURE = "vcs_infrastructure", "Voluntary action council"
    STATUTORY_PARTNER = "statutory_partner", "Statutory partner"
    TRAINING_PROVIDER = "training_provider", "Training provider"


# What other groups are members of.
HAS_MEMBERS = (
    OrganisationKind.UMBRELLA_BODY,
    OrganisationKind.INTERFAITH_FORUM,
    OrganisationKind.VCS_INFRASTRUCTURE,
    OrganisationKind.STATUTORY_PARTNER,
)


class PlaceKind(Labelled):
    """Only for a place of worship."""

    CHURCH = "church", "Church"
    INDEPENDENT_CHURCH = "independent_church", "Independent church"
    CHAPEL = "chapel", "Chapel"
    CATHEDRAL = "cathedral", "Cathedral"
    MEETING_HOUSE = "meeting_house", "Meeting house"
    CITADEL = "citadel", "Citadel"
    KINGDOM_HALL = "kingdom_hall", "Kingdom hall"
    MOSQUE = "mosque", "Mosque"
    MASJID_IN_HOUSE = "masjid_in_house", "Masjid in a house"
    IMAMBARGAH = "imambargah", "Imambargah"
    CEMEVI = "cemevi", "Cemevi"
    SYNAGOGUE = "synagogue", "Synagogue"
    SHTIEBEL = "shtiebel", "Shtiebel"
    GURDWARA = "gurdwara", "Gurdwara"
    MANDIR = "mandir", "Mandir"
    VIHARA = "vihara", "Vihara"
    JAIN_DERASAR = "jain_derasar", "Jain derasar"
    PRAYER_ROOM = "prayer_room", "Prayer room"
    SHARED_HALL = "shared_hall", "Shared hall"
    RENTED_UNIT = "rented_unit", "Rented unit"
    OTHER = "other", "Other"


class Faith(Labelled):
    NONE = "none", "No religion"
    CHRISTIAN = "christian", "Christian"
    BUDDHIST = "buddhist", "Buddhist"
    HINDU = "hindu", "Hindu"
    JEWISH = "jewish", "Jewish"
    MUSLIM = "muslim", "Muslim"
    SIKH = "sikh", "Sikh"
    ALEVI = "alevi", "Alevi"
    JAIN = "jain", "Jain"
    BAHAI = "bahai", "Bahá'í"
    RASTAFARI = "rastafari", "Rastafari"
    RAVIDASSIA = "ravidassia", "Ravidassia"
    TRAD_AFRICAN = "trad_african", "Traditional African religion"
    TAOIST = "taoist", "Taoist"
    SPIRITUALIST = "spiritualist", "Spiritualist"
    ZOROASTRIAN = "zoroastrian", "Zoroastrian"
    OTHER = "other", "Another faith"
    MULTIFAITH = "multifaith", "Multi-faith"
    NOT_RELIGIOUS_ORG = "not_religious_org", "Not a religious group"
    NOT_STATED = "not_stated", "Not stated"


class SettingKind(Labelled):
    """Where children are present (domain.md 2.4)."""

    WORSHIP_SERVICE = "worship_service", "Worship service"
    CRECHE = "creche", "Crèche"
    SUNDAY_SCHOOL = "sunday_school", "Sunday school"
    MADRASA_CLASS = "madrasa_class", "Madrasa class"
    HIFZ_CLASS = "hifz_class", "Hifz class"
    ARABIC_TUITION_AT_HOME = "arabic_tuition_at_home", "Arabic tuition at home"
    SUPPLEMENTARY_CLASS = "supplementary_class", "Supplementary class"
    CHEDER = "cheder", "Cheder"
    GURMUKHI_CLASS = "gurmukhi_class", "Gurmukhi class"
    HOME_GROUP = "home_group", "Home group"
    YOUTH_CLUB = "youth_club", "Youth club"
    HOLIDAY_CLUB = "holiday_club", "Holiday club"
    RESIDENTIAL_CAMP = "residential_camp", "Residential camp"
    TRIP = "trip", "Trip"
    CHOIR_MUSIC = "choir_music", "Choir or music"
    SPORT = "sport", "Sport"
    MENTORING = "mentoring", "Mentoring"
    PASTORAL_VISIT = "pastoral_visit", "Pastoral visit"
    COUNSELLING = "counselling", "Counselling"
    PRAYER_MINISTRY_DELIVERANCE = "prayer_ministry_deliverance", "Prayer ministry or deliverance"
    TRANSPORT = "transport", "Transport"
    ONLINE_CLASS = "online_class", "Online class"
    SOCIAL_MEDIA_GROUP = "social_media_group", "Social media group"
    STREET_OUTREACH = "street_outreach", "Street outreach"
    FOODBANK_ADVICE = "foodbank_advice", "Food bank or advice"
    HALL_HIRE_THIRD_PARTY = "hall_hire_third_party", "Hall hired by others"


class ChildrenBand(Labelled):
    UNDER_10 = "1-9", "1 to 9"
    UNDER_25 = "10-24", "10 to 24"
    UNDER_50 = "25-49", "25 to 49"
    UNDER_100 = "50-99", "50 to 99"
    OVER_100 = "100+", "100 or more"


class Stage(Labelled):
    """The stored stages of architecture.md 4; policy in place, sustained and lapsed are worked out."""

    IDENTIFIED = "identified", "Identified"
    APPROACHED = "approached", "Approached"
    CONTACT_MADE = "contact_made", "Contact made"
    MEETING_ARRANGED = "meeting_arranged", "Meeting arranged"
    MET = "met", "Met"
    ENGAGED = "engaged", "Engaged"
    DECLINED = "declined", "Declined for now"
    NOT_FOUND = "not_found", "Not found"


class ShownStage(Labelled):
    """The stage that people are shown: the stored one, or what is worked out on top of it (crm/reporting/rules.py).

    In the order of how far a group has come; the furthest counts over several areas.
    """

    NOT_FOUND = "not_found", Stage.NOT_FOUND.label
    IDENTIFIED = "identified", Stage.IDENTIFIED.label
    DECLINED = "declined", Stage.DECLINED.label
    APPROACHED = "approached", Stage.APPROACHED.label
    CONTACT_MADE = "contact_made", Stage.CONTACT_MADE.label
    MEETING_ARRANGED = "meeting_arranged", Stage.MEETING_ARRANGED.label
    MET = "met", Stage.MET.label
    LAPSED = "lapsed", "Lapsed"
    ENGAGED = "engaged", Stage.ENGAGED.label
    POLICY_IN_PLACE = "policy_in_place", "Policy in place"
    SUSTAINED = "sustained", "Sustained"


# What another area is told as "engaged", and what coverage counts as it.
ENGAGED = (ShownStage.ENGAGED, ShownStage.POLICY_IN_PLACE, ShownStage.SUSTAINED)
# domain.md 3.1: only from these does the map lead to LAPSED.
MAY_LAPSE = (Stage.CONTACT_MADE, Stage.MET, Stage.ENGAGED)


class Precision(Labelled):
    """How exactly a venue's point may be taken, and shown to another area."""

    EXACT = "exact", "Exact place"
    NEARBY = "nearby", "A nearby street"
    POSTCODE = "postcode", "Middle of the postcode"
    MASKED = "masked", "A home: elsewhere shown as its ward or area only"


class RelationKind(Labelled):
    PARENT_OF = "parent_of", "Parent of"
    MEETS_AT = "meets_at", "Meets at the premises of"
    MEMBER_OF = "member_of", "Member of"
    SUCCEEDED_BY = "succeeded_by", "Succeeded by"
    MERGED_INTO = "merged_into", "Merged into"
    SPLIT_FROM = "split_from", "Split from"
    REOPENED_AS = "reopened_as", "Reopened as"
    REAPPEARED_AS = "reappeared_as", "Reappeared under a new name as"

    @property
    def seen_back(self) -> str:
        """The same relation as the other group would say it."""
        return _SEEN_BACK[self]


_SEEN_BACK = {
    RelationKind.PARENT_OF: "Part of",
    RelationKind.MEETS_AT: "Host of",
    RelationKind.MEMBER_OF: "Has as a member",
    RelationKind.SUCCEEDED_BY: "Successor of",
    RelationKind.MERGED_INTO: "Taken in by merging",
    RelationKind.SPLIT_FROM: "Had a part split off",
    RelationKind.REOPENED_AS: "Reopened, and before that was",
    RelationKind.REAPPEARED_AS: "Reappeared under this name, and before that was",
}
# The group goes on as the other, which was therefore once called what the group was called.
GOES_ON = (
    RelationKind.SUCCEEDED_BY,
    RelationKind.MERGED_INTO,
    RelationKind.REOPENED_AS,
    RelationKind.REAPPEARED_AS,
)
LINEAGE = (*GOES_ON, RelationKind.SPLIT_FROM)


class Lack(Labelled):
    """What a group may say that it has none of."""

    UMBRELLA = "umbrella", "It belongs to no umbrella body or forum"
    PLACE = "place", "It has no fixed place"


class Published(Labelled):
    """What a group may agree to have in the directory for the public, part by part."""

    NAME_AND_KIND = "name_and_kind", "Its name, and what kind of group it is"
    PLACE = "place", "Where it meets. Of a home, only the area"
    CONTACT = "contact", "The group’s own phone number, email address and website, never a person’s"
    TIMES = "times", "When it meets"


class Membership(Labelled):
    """Whether a group is a member of an umbrella body or forum; "not known" is never the same as "none"."""

    BELONGS = "belongs", "Belongs to one"
    NONE = "none", "Belongs to none"
    UNKNOWN = "unknown", "Not known"


class Subject(Labelled):
    """What a group was asked about (architecture.md 2, Statement)."""

    CHILDREN = "children", "Children take part"
    POLICY = "policy", "A safeguarding policy"
    LEAD = "lead", "A named safeguarding lead"
    CHECKS = "checks", "DBS checks"
    TRAINING = "training", "Safeguarding training"


class Answer(Labelled):
    YES = "yes", "Yes"
    NO = "no", "No"


class Weekday(Labelled):
    MONDAY = "mon", "Monday"
    TUESDAY = "tue", "Tuesday"
    WEDNESDAY = "wed", "Wednesday"
    THURSDAY = "thu", "Thursday"
    FRIDAY = "fri", "Friday"
    SATURDAY = "sat", "Saturday"
    SUNDAY = "sun", "Sunday"


class ClosedReason(Labelled):
    CEASED = "ceased", "It no longer meets"
    MERGED = "merged", "It merged with another group"
    MOVED_AWAY = "moved_away", "It moved away"
    DUPLICATE = "duplicate", "It was listed twice"


class CharityBasis(Labelled):
    REGISTERED = "registered", "Registered charity"
    EXCEPTED = "excepted", "Excepted"
    EXEMPT = "exempt", "Exempt"
    BELOW_THRESHOLD = "below_threshold", "Income below £5,000"
    NOT_CHARITY = "not_charity", "Not a charity"
    UNKNOWN = "unknown", "Not known"


class Still(Labelled):
    """Groups that still meet, or that have closed."""

    OPEN = "open", "Still meeting"
    CLOSED = "closed", "Closed"
    ANY = "any", "Both"


class Checked(Labelled):
    """Why the details of a group are to be looked over."""

    NEVER = "never", "Never checked"
    LONG_AGO = "long_ago", "Checked long ago"


class Sort(Labelled):
    """How the list of groups is ordered."""

    NAME = "name", "Name"
    NEWEST = "newest", "Newest first"
    CHANGED = "changed", "Last changed first"
