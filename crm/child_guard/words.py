"""Words that tell a child's name from other words with a capital."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
)
# An adult is meant: "Mrs Begum", "imam Yusuf".
TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor sir lady lord imam sheikh shaykh maulana mufti qari ustadh ustadha
    hafiz alim pastor rev revd reverend bishop deacon elder apostle prophet prophetess evangelist canon
    archdeacon fr rabbi rebbetzin pandit swami guru giani granthi cllr councillor st saint our teacher
    """
)
# Titles only with a capital: "Sister Mary", but "his sister Sara".
KIN_TITLES = _words("Father Mother Sister Brother")
# Written with a capital, and no name of a child.
NOT_NAMES = _words(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday ramadan eid easter lent advent christmas diwali vaisakhi
    passover guides guide scouts scout brownies brigade protection safeguarding contact benefit bank group
    groups centre care exploitation policy church chapel mosque masjid temple hall room flat house street
    road school primary academy college nursery class classes club council board trust foundation charity
    community ministries ministry mission parish union guild choir office lead deputy chair trustee trustees
    committee he she they we it the this that level year juz surah psalm chapter verse god christ jesus
    allah good holy divine perpetual children somali bengali bangladeshi pakistani nigerian ghanaian
    congolese polish romanian roma muslim christian hindu sikh jewish english british african caribbean
    asian arab arabic turkish kurdish eritrean ethiopian tamil urdu portuguese brazilian afghan syrian
    ukrainian albanian chinese vietnamese indian gypsy traveller catholic orthodox pentecostal methodist
    anglican baptist quran koran junior youth london newham barnet hackney camden enfield ealing brent
    croydon bexley bromley greenwich haringey harrow havering hillingdon hounslow islington lambeth lewisham
    merton redbridge richmond southwark sutton westminster wandsworth luton dbs mash lado
    """
)
# After "her son" in small letters these are no name, nor before "aged 6".
NOT_LOWER_NAMES = _words(
    """
    also often now never still always only just usually who that sometimes already and then there one group
    class club for from the about under over was were is are not all any each child boy girl son daughter
    children three two four five six our his her their a god good perpetual some many most
    """
)
