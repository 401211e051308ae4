"""Invented people, places and words. Nobody is meant: telephone numbers are Ofcom's for drama, mail is example.org."""

from itertools import cycle
from random import Random

from crm.engagement.requests.models import Information

PEOPLE = (
    "Abena Owusu", "محمد الأمين", "রহিমা খাতুন", "Adébáyọ̀ Ògúnlàdé", "Małgorzata Zielińska", "Nguyễn Thị Hoa",
    "Ştefan Munteanu", "Gülşen Yıldız", "陳美玲", "ஆனந்தி சிவகுமார்", "ਹਰਪ੍ਰੀਤ ਕੌਰ", "Олена Коваленко",
    "Fatoumata Diallo", "José Ángel Ibáñez", "سميرة حسن", "নাজমুল হক", "Chukwuemeka Nwosu", "Siobhán Ní Bhriain",
    "Ayaan Warsame", "Grace Mbeki", "Tunde Fashola", "Zoë Achterberg", "አበበ ተስፋዬ", "Kwabena Asante",
    "Yusuf Chowdhury", "Shabnam Akhtar", "Delroy Campbell", "Marie-Thérèse Kabongo", "Irfan Malik", "Lúcia Fernandes",
    "Rukshana Begum", "Emmanuel Tetteh", "فاطمة الزهراء", "শিরিন সুলতানা", "Paulette Grant", "Dmitri Sokolov",
    "Temitope Alabi", "Hyacinth Bailey", "Nimo Abdi", "Sunil Perera", "Rajinder Singh Gill", "Mei-Ling Chow",
    "Oluwaseun Bankole", "Ivana Horvat", "Bilal Qureshi", "Ngozi Eze", "Françoise Lumumba", "Kamal Uddin",
)  # fmt: skip
STREETS = (
    "Saltbox Lane", "Lantern Yard", "Cordwainer's Row", "Plum Tree Court", "Tallow Street", "Bellwether Road",
    "Otterburn Walk", "Quill Street", "Candlewick Yard", "Marigold Wharf", "Thimble Lane", "Weaver's Rest",
    "Chandler's Green", "Kestrel Path", "Moonraker Close", "Sailmaker Street",
)  # fmt: skip
NO_ANSWER = (
    "Rang twice, before and after lunch. No answer and no machine.",
    "Nobody there at the hour on the notice board.",
    "Wrote to the address on their leaflet; nothing came back in a fortnight.",
)
MESSAGE = (
    "Left a message with the caretaker and our number.",
    "Left a message on the mobile that is on their poster.",
    "Left our leaflet and a note with somebody who was cleaning the hall.",
)
SPOKEN = (
    "A short, friendly talk. They want to know what it costs: nothing.",
    "They had not heard of us. I said we start from keeping children safe, whatever the faith.",
    "Sent the leaflet in two languages, as they asked. Evenings suit them better.",
)
AGREED = (
    "They will see us after the service. Bring the leaflet in Bengali.",
    "Agreed to meet at their hall, once the committee has gone.",
    "Happy to meet, but not during the school holidays.",
)
MEETING = (
    "Met two of the committee. They run a class every week and asked about checks for helpers.",
    "A good hour. They thought a policy was a thing for large charities only.",
    "Met in the kitchen behind the hall. They asked who to ring if they are worried about somebody.",
)
AGAIN = (
    "Went through the policy together, page by page. They will take it to the trustees.",
    "Talked about safer recruitment and who holds the list of checks.",
    "They showed us the notice board: the numbers to ring are up, in three languages.",
)
ASKED = (
    Information.SCHOOLS, Information.DBS_CHECKS, Information.FUNDING, Information.HOUSING,
    Information.PARENTING_CLASSES, Information.HEALTH_GP_REGISTRATION, Information.IMMIGRATION,
)  # fmt: skip
ANSWERS = (
    "Sent the leaflet and the list of places to ask",
    "A colleague came to their meeting and answered questions for an hour",
    "Gave them the number of the advice line, and the hours when it is open",
)


class People:
    """People by turns, each with a number and an address that go nowhere."""

    def __init__(self, rng: Random) -> None:
        names = list(PEOPLE)
        rng.shuffle(names)
        self._names = cycle(names)
        self._numbers = iter(rng.sample(range(1000), 1000))

    def name(self) -> str:
        return next(self._names)

    def mobile(self) -> str:
        return f"07700 900{next(self._numbers):03}"
