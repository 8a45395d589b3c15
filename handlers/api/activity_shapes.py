"""An activity as it is written: what a host sends, and what stands there to be changed."""

from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StringConstraints

from domain.activity_templates import FOR_CADRES, FOR_ORGANS
from domain.audience import OLDEST, Audience
from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.seats import Mode
from domain.signup_form import MOST, Form, Question, Sort
from handlers.api.shapes import Given, Ident, Line, Moment, Text, Told, When, one_of
from services.activity_drafts import MOST_SEATS, OFFER_HOURS, ORGAN_KINDS, Draft

_KINDS: Final = {kind.code: kind.title for kind in (*FOR_CADRES, *FOR_ORGANS)}
_NONE: Final = "没有这个代号"
_ABOUT_KIND: Final = "哪一类活动,见 /activity-choices;机关的那几类只有机关负责人能办"
_SURE: Final = "true:那时自己还办着别的活动,也照办;不带而撞了,回 host_busy"


Kind = Annotated[
    str, Field(json_schema_extra={"enum": [*_KINDS]}), AfterValidator(one_of(_KINDS, _NONE))
]
Industry = Annotated[
    str, Field(json_schema_extra={"enum": [*INDUSTRIES]}), AfterValidator(one_of(INDUSTRIES, _NONE))
]
Occupation = Annotated[
    str,
    Field(json_schema_extra={"enum": [*OCCUPATIONS]}),
    AfterValidator(one_of(OCCUPATIONS, _NONE)),
]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Age = Annotated[int, Field(ge=0, le=OLDEST)]


class OnlyAfter(Given):
    """只问在前面某一题这样答了的人。"""

    key: Key
    answer: Line


class WrittenQuestion(Given):
    """报名时要问的一题。"""

    key: Key = Field(description="自己起的代号,改问题时不要变,答案按它存")
    text: Line
    sort: Sort = Field(default="text", description="填一句、是或否、选一个、可选几个")
    options: list[Line] = Field(default=[], max_length=20, description="选择题的选项,至少两个")
    required: bool = True
    when: OnlyAfter | None = None

    def question(self) -> Question:
        """Return it as the form keeps it."""
        said = (one.strip() for one in self.options if self.sort in {"one", "many"})
        options = tuple(one for one in said if one)
        when = (self.when.key, self.when.answer) if self.when else None
        return Question(self.key, self.text.strip(), self.sort, options, self.required, when)


class WrittenAudience(Given):
    """给谁的;什么都不填就是大家。"""

    industries: list[Industry] = Field(default=[], max_length=len(INDUSTRIES))
    occupations: list[Occupation] = Field(default=[], max_length=len(OCCUPATIONS))
    tags: list[Line] = Field(default=[], max_length=20)
    least_age: Age | None = None
    most_age: Age | None = None
    mine_only: bool = Field(default=False, description="只给主办人自己联系的小伙伴")

    def audience(self) -> Audience:
        """Return it as the rules know it."""
        return Audience(
            tuple(dict.fromkeys(self.industries)),
            tuple(dict.fromkeys(self.occupations)),
            tuple(dict.fromkeys(tag.strip() for tag in self.tags)),
            self.least_age,
            self.most_age,
            self.mine_only,
        )


class WrittenActivity(Given):
    """一个活动,从头到尾。"""

    title: Line
    kind: Kind = Field(description=_ABOUT_KIND)
    place: Line
    starts_at: When
    ends_at: When
    deadline: When = Field(description="报名截止,不晚于开始")
    seats: int = Field(ge=1, le=MOST_SEATS)
    about: Text = ""
    mode: Mode = Field(default=Mode.FIRST, description="先报先得、截止后抽签、逐个审核")
    audience: WrittenAudience = WrittenAudience()
    questions: list[WrittenQuestion] = Field(default=[], max_length=MOST)
    offer_hours: int | None = Field(
        default=None, ge=1, le=OFFER_HOURS, description="空位给候补留几小时;不填按方案"
    )
    sure: bool = Field(default=False, description=_SURE)

    @property
    def organ(self) -> bool:
        """Whether only an organ holds such a thing."""
        return self.kind in ORGAN_KINDS

    def draft(self) -> Draft:
        """Return it as the service takes it."""
        return Draft(
            self.title,
            self.kind,
            self.place,
            self.starts_at,
            self.ends_at,
            self.deadline,
            self.seats,
            self.about,
            self.mode,
            self.audience.audience(),
            Form(tuple(one.question() for one in self.questions)),
            self.offer_hours,
            self.organ,
        )


class NewActivity(WrittenActivity):
    """一个新活动:直接发布,或者先存成只有自己看得到的草稿。"""

    publish: bool = Field(default=False, description="true 就直接发布,false 存成草稿")
    copied_from: Ident | None = Field(default=None, description="照哪一次办的再办一次")


class AskedAfter(Told):
    """只问在前面某一题这样答了的人。"""

    key: str
    answer: str


class DraftQuestion(Told):
    """报名时要问的一题。"""

    key: str
    text: str
    sort: Sort
    options: list[str]
    required: bool
    when: AskedAfter | None

    @classmethod
    def of(cls, one: Question) -> Self:
        """Return a question as it can be sent back."""
        when = AskedAfter(key=one.when[0], answer=one.when[1]) if one.when else None
        return cls(
            key=one.key,
            text=one.text,
            sort=one.sort,
            options=list(one.options),
            required=one.required,
            when=when,
        )


class DraftAudience(Told):
    """给谁的;什么都不填就是大家。"""

    industries: list[str]
    occupations: list[str]
    tags: list[str]
    least_age: int | None
    most_age: int | None
    mine_only: bool


class ActivityDraft(Told):
    """表单里要填的,已经替你填好;改一改,原样放回请求体就能发。"""

    title: str
    kind: str
    place: str
    starts_at: Moment
    ends_at: Moment
    deadline: Moment
    seats: int
    about: str
    mode: Mode
    audience: DraftAudience
    questions: list[DraftQuestion]
    offer_hours: int | None

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Return a draft as it can be sent back."""
        return cls(
            title=draft.title,
            kind=draft.kind,
            place=draft.place,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            deadline=draft.deadline,
            seats=draft.seats,
            about=draft.about,
            mode=Mode(draft.mode),
            audience=DraftAudience.model_validate(draft.audience),
            questions=[DraftQuestion.of(one) for one in draft.form.questions],
            offer_hours=draft.offer_hours,
        )
