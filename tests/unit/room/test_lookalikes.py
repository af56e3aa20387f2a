"""What looks alike: names that people take for each other clash, and no others do."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.errors import Refused
from app.room.confusables import prototypes
from app.room.lookalikes import looks, skeleton
from app.room.name_rules import NAME_LIMIT_COLUMNS, NAME_LIMIT_MARKS, check, key, suggest
from app.room.names import Names
from tests.support.lookalikes import ATTACKS, VICTIMS, reads_as
from tests.unit.outside import anything

LOOK_LIMIT_CHARS = 3 * NAME_LIMIT_COLUMNS * (1 + NAME_LIMIT_MARKS)

COMMON = """
Ana Ali Alan Allan Bill Bob Emma Emily Hannah Ian Ilse Ivan Jill John Julia Kim Lena Li Lily Mark
Mary Max Maximilian Mike Milo Mila Noah Olivia Otto Sam Tim Tom Will William Willem Zoe
Agnieszka Łukasz Michał Michal Zażółć Żaneta Åsa Björn Jürgen Müller Muller François Françoise
Señora José Jose João Óscar Ștefan Țuca Žiga Dvořák Ľubomír Ñusta Þór Eiríkur Ærø
İbrahim Işıl Ayşe Çağla Gül Gul Tuğçe Ömer
Nguyễn Trần Đức Duc Hương Huong Thảo Thúy Quỳnh Phượng Ánh Anh
Αλέξανδρος Δημήτρης Ελένη Γιώργος Κατερίνα Μαρία Νίκος Σοφία Φώτης Χρήστος Ψάλτης
Александра Алёна Анна Борис Вера Дмитрий Иван Любовь Мария Михаил Нина Ольга Юлия Ярослав Їжак
أحمد محمد محمود فاطمة عائشة علي علي١ علي١٠ عمر یاسمین زهرا
אברהם דוד יעקב יצחק משה רחל שרה שׂרה חנה רון רוני חיים חים שי אבי יוסי
आरव अनिता दीपक प्रिया राम रामः राज राजा सुनीता
สมชาย สมหญิง นภา ศิริพร
王伟 李娜 张敏 刘洋 陈静 美玲
さくら ハルト 陽菜 太郎 山田太郎 ゆい
김민준 이서연 박지훈 최수빈
""".split()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("mike", "ΜΙΚΕ"),
        ("mike", "μικε"),
        ("mike", "МІКЕ"),
        ("mike", "rnike"),
        ("mike", "m1ke"),
        ("mike", "mi\u0307ke"),
        ("mike", "mɪke"),
        ("mɪke", "МІКЕ"),
        ("mike", "mike."),
        ("μικε", "МІКЕ"),
        ("анна", "aHHa"),
        ("анна", "AHHA"),
        ("том", "TOM"),
        ("том", "tom"),
        ("Том", "τομ"),
        ("Ivan", "lvan"),
        ("Ivan", "1van"),
        ("Ivan", "lVAN"),
        ("IVAN", "lvan"),
        ("guest-10", "guest-lO"),
        ("guest-10", "GUEST-I0"),
        ("bill", "BIll"),
        ("ill", "іӏӏ"),
        ("ill", "ІӀӀ"),
        ("ali", "аӏі"),
        ("ali", "а1і"),
        ("aca", "аса"),
        ("Maria", "Mɑria"),
        ("ána", "a\u0301\u0301na"),
        ("İrem", "irem"),
        ("Iván", "lván"),
        ("μικε", "mi\u0307ke"),
        ("Weiß", "WEISS"),
        ("MIKE", "ꓟꓲꓗꓰ\ua4f8"),
        ("mike.", "ꓟꓲꓗꓰ\ua4f9"),
        ("mike", "mike\ua78f."),
        ("mike", "mike\u01c3"),
        ("محمد", "محمـد"),
        ("محمد", "محمدـ."),
        ("ߊߟߌ", "ߊߟߌߺ"),
        ("សុខ", "សុខ\u17d2"),
        ("ကို", "ကို\u1039"),
    ],
)
def test_look_alikes_are_not_both_taken(name: str, other: str) -> None:
    """Whichever of them comes first."""
    for first, second in ((name, other), (other, name)):
        names = Names()
        names.take(check(first), 1)
        with pytest.raises(Refused, match=r"taken; take another\.$") as caught:
            names.take(check(second), 2)
        assert caught.value.code == "name-taken"
        assert names.assign(second, 3).endswith("-2")
        assert names.owner(first) == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ali", "alla"),
        ("bili", "bill"),
        ("Alia", "Alla"),
        ("ana", "ána"),
        ("ana", "ana-"),
        ("Li", "Ll"),
        ("iii", "ill"),
        ("нина", "HUHA"),
        ("Μαρία", "Mapia"),
        ("Σοφος", "OOOOO"),
        ("a..b", "a.b"),
        ("a--b", "a-b"),
        ("ꓮꓸꓮ", "ꓮꓮ"),
        ("علي", "علي\u0660"),
        ("علي١", "علي١\u0660"),
        ("ⲀⲚⲀ", "ⲀⲚⲀ\u2cba"),
    ],
)
def test_others_are(name: str, other: str) -> None:
    """An i is no l, a mark is not nothing, and what stands within a name is seen."""
    names = Names()
    names.take(check(name), 1)
    names.take(check(other), 2)


@pytest.mark.parametrize("name", ["ali", "Ali", "ALI", "hoist", "you-2", "alls", "мел"])
def test_a_name_like_no_reserved_word(name: str) -> None:
    """In capitals, too: ALI is not "all"."""
    assert check(name) == name


@pytest.mark.parametrize("name", [*".-\u0640\u07fa\ua4f8\ua4fb\ua78f\u1427\u01c3", "\U00013441"])
def test_what_is_no_letter_to_look_at_begins_no_name(name: str) -> None:
    """Nor is it one alone; whoever comes in with it before a name is called without it."""
    for asked in (name, name * 3, name + "ana"):
        with pytest.raises(Refused) as caught:
            check(asked)
        assert caught.value.code == "bad-name"
        assert suggest(asked) in ("ana", "guest")


@pytest.mark.parametrize("other", ["علي.", "عـلي.", "علي\u0640."])
def test_an_arabic_zero_is_no_dot_at_the_end(other: str) -> None:
    """It is a digit, so it makes another name; but nobody tells one with a dot from that."""
    for first, second in ((other, "علي\u0660"), ("علي\u0660", other)):
        names = Names()
        names.take(check(first), 1)
        with pytest.raises(Refused, match="looks like"):
            names.take(check(second), 2)
        assert names.owner(first) == 1


def test_common_names_can_all_be_taken() -> None:
    """Side by side, each as it is."""
    assert len(COMMON) == len(set(COMMON)) >= 60
    names = Names()
    assert [names.assign(name, owner) for owner, name in enumerate(COMMON)] == COMMON


def test_every_attack_is_refused_for_its_reason() -> None:
    """And whoever comes in under such a name gets one that reads like none of the others."""
    names = Names()
    for owner, name in enumerate(VICTIMS):
        names.take(check(name), owner)
    victims = set(map(reads_as, VICTIMS))
    codes = {}
    for what, attack in ATTACKS.items():
        with pytest.raises(Refused) as caught:
            names.take(check(attack.name), -1)
        codes[what] = caught.value.code
        assert reads_as(names.assign(attack.name, -1)) not in victims, what
    assert codes == {what: attack.code for what, attack in ATTACKS.items()}


@given(st.text("".join(map(chr, range(33, 127))), max_size=NAME_LIMIT_COLUMNS))
def test_plain_names_look_as_the_table_says(text: str) -> None:
    """They are looked at without it, since most names are plain."""
    assert skeleton(text) == text.translate(prototypes())


@settings(max_examples=500)
@given(anything)
def test_looks_of_any_name(text: str) -> None:
    """Names that are equal share a look; what a skeleton looks like is itself; none is long."""
    name = suggest(text)
    for other in (name.upper(), name.title(), unicodedata.normalize("NFD", name)):
        if key(other) == key(name):
            assert not set(looks(name)).isdisjoint(looks(other))
    assert skeleton(skeleton(name)) == skeleton(name)
    assert max(map(len, looks(name))) <= LOOK_LIMIT_CHARS


@pytest.mark.parametrize("letter", ["ΐ", "ﬃ", "ᾷ", "q\u0316\u0327\u0301", "ѿ", "மொ", "ŉ", "㍿"])
def test_the_longest_names_have_no_long_looks(letter: str) -> None:
    """However many characters a letter becomes, in capitals or in what it looks like."""
    name = suggest(letter * NAME_LIMIT_COLUMNS)
    assert name != "guest"
    assert max(map(len, looks(name))) <= LOOK_LIMIT_CHARS


def named(text: str) -> bool:
    """Whether it is a name in its own form."""
    try:
        return check(text) == text
    except Refused:
        return False


# Few, so that they meet: names of one to three letters that look like others in all three ways.
confusable = st.one_of(
    *(
        st.text(letters, min_size=1, max_size=3)
        for letters in ("iIlL1mrn", "оО0Іӏтк", "οιΙτκΚ", "toTk")
    )
).filter(named)
owners = st.integers(0, 7)


class NamesMachine(RuleBasedStateMachine):
    """Names under any order of taking, renaming and letting go, against who should have what."""

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()
        self.held: dict[int, str] = {}

    def others_like(self, name: str, owner: int) -> set[int]:
        """Who else has a name that looks like this one."""
        return {
            other
            for other, held in self.held.items()
            if other != owner and set(looks(held)) & set(looks(name))
        }

    @rule(owner=owners, name=confusable)
    def take(self, owner: int, name: str) -> None:
        """Somebody asks for a name, for the first time or instead of another."""
        try:
            self.names.take(name, owner)
        except Refused:
            assert self.others_like(name, owner)
        else:
            assert not self.others_like(name, owner)
            self.held[owner] = name

    @rule(owner=owners, name=confusable)
    def assign(self, owner: int, name: str) -> None:
        """Somebody comes in with a wish."""
        wish_is_free = not self.others_like(suggest(name), owner)
        given = self.names.assign(name, owner)
        assert (given == suggest(name)) == wish_is_free
        assert not self.others_like(given, owner)
        self.held[owner] = given

    @rule(owner=owners, name=confusable)
    def free(self, owner: int, name: str) -> None:
        """Somebody gives a name back: its own, or one that it has not."""
        self.names.free(name, owner)
        if owner in self.held and key(self.held[owner]) == key(name):
            del self.held[owner]

    @rule(owner=owners)
    def leave(self, owner: int) -> None:
        """Somebody goes."""
        if owner in self.held:
            self.names.free(self.held.pop(owner), owner)

    @rule(owner=owners, other=owners)
    def come_back(self, owner: int, other: int) -> None:
        """A connection takes over from another one."""
        if other in self.held:
            name = self.held.pop(other)
            self.names.hand_over(name, owner)
            self.held[owner] = name

    @invariant()
    def everybody_has_a_name_of_its_own(self) -> None:
        """The one that it was given; and no two share a look."""
        assert {owner: self.names.owner(name) for owner, name in self.held.items()} == {
            owner: owner for owner in self.held
        }
        assert not any(self.others_like(name, owner) for owner, name in self.held.items())

    def teardown(self) -> None:
        """When all have gone, nothing is kept of them."""
        for owner, name in self.held.items():
            self.names.free(name, owner)
        kept = [value for value in vars(self.names).values() if isinstance(value, dict)]
        assert kept == [{}, {}, {}]


TestNames = NamesMachine.TestCase
TestNames.settings = settings(max_examples=100, stateful_step_count=40)
