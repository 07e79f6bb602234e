"""What Polymath itself says to people, in English and Korean."""

from __future__ import annotations

from retrievers.languages import primary

_SENTENCES: dict[str, dict[str, str]] = {
    "nothing_near": {
        "en": "I can't answer that: none of the installed packs covers it.",
        "ko": "답할 수 없는 질문이에요. 설치된 팩 가운데 이 질문을 다루는 것이 없습니다.",
    },
    "can_answer": {"en": "What I can answer:", "ko": "제가 답할 수 있는 것:"},
    "too_close": {
        "en": "I'm not sure what you want. Did you mean one of these?",
        "ko": "무엇을 원하시는지 확실하지 않아요. 이 가운데 하나인가요?",
    },
    "choose": {
        "en": "Ask again with its name in front, such as `{choice}: …`.",
        "ko": "앞에 이름을 붙여 다시 물어보세요. 예: `{choice}: …`",
    },
    "not_sure": {
        "en": "I'm not sure enough to answer: the likeliest label is “{label}” ({confidence:.0%}).",
        "ko": "답하기에는 확신이 부족해요. 가장 그럴듯한 라벨은 “{label}”"
        " ({confidence:.0%})입니다.",
    },
    "too_few": {
        "en": "The likeliest label is “{label}” ({confidence:.0%}), but the task's examples are"
        " too few or too hard to promise how often that is right.",
        "ko": "가장 그럴듯한 라벨은 “{label}” ({confidence:.0%})이지만,"
        " 얼마나 맞을지 보장하기에는 예시가 부족하거나 어려워요.",
    },
    "no_head": {
        "en": "The examples of “{task}” don't tell labels apart, so nothing can be classified.",
        "ko": "“{task}”의 예시로는 라벨을 구별할 수 없어서 분류할 수 없어요.",
    },
    "needs_model": {
        "en": "“{task}” needs a language model, and none is set.",
        "ko": "“{task}”에 답하려면 언어 모델이 필요한데 설정되어 있지 않아요.",
    },
    "set_model": {
        "en": "A language model could try: set one with `polymath setup`.",
        "ko": "언어 모델이 있으면 시도할 수 있어요. `polymath setup`으로 설정하세요.",
    },
    "not_private": {
        "en": "The pack “{pack}” is sensitive, and the model {model} isn't private:"
        " the question wasn't sent to it.",
        "ko": "“{pack}” 팩은 민감한 내용을 다루는데 모델 {model}은(는) 비공개가 아니어서"
        " 질문을 보내지 않았어요.",
    },
    "no_method": {
        "en": "“{task}” may be answered from its curated examples alone,"
        " and none is the same question.",
        "ko": "“{task}”은(는) 정리된 예시로만 답하는데, 같은 질문이 없어요.",
    },
    "keys_missing": {
        "en": "I can't tell: no example names all of what you ask about.",
        "ko": "알 수 없어요. 물어보신 것을 모두 다루는 예시가 없습니다.",
    },
    "keys_several": {
        "en": "You name more than I can answer at once; ask about one of these at a time:",
        "ko": "한 번에 답하기에는 너무 많아요. 하나씩 물어봐 주세요:",
    },
    "jurisdiction": {
        "en": "The answer depends on the jurisdiction. Say which: {codes}.",
        "ko": "관할 지역에 따라 답이 달라져요. 어디인지 알려 주세요: {codes}.",
    },
    "ask_expert": {"en": "You can ask {expert}.", "ko": "{expert}에게 물어보실 수 있어요."},
    "near": {
        "en": "The nearest examples (not an answer):",
        "ko": "가장 가까운 예시(답은 아닙니다):",
    },
    "footer": {
        "en": "{pack} {version} · {task} · {way}",
        "ko": "{pack} {version} · {task} · {way}",
    },
    "curated": {"en": "from a curated example", "ko": "정리된 예시에서"},
    "classified": {
        "en": "classified, {confidence:.0%} sure",
        "ko": "분류, 확신도 {confidence:.0%}",
    },
    "prompted": {
        "en": "written by {model} from {shots} examples",
        "ko": "예시 {shots}개로 {model}이(가) 작성",
    },
    "abstained": {"en": "not answered", "ko": "답하지 않음"},
    "reviewed": {"en": "reviewed by {names}", "ko": "검토: {names}"},
    "not_reviewed": {"en": "not reviewed", "ko": "검토되지 않음"},
    "red_flag": {"en": "fixed text of the pack {pack}", "ko": "{pack} 팩의 정해진 안내문"},
    "misread": {
        "en": "“{written}” was read as “{name}”.",
        "ko": "“{written}”을(를) “{name}”(으)로 읽었어요.",
    },
    "unfit": {
        "en": "The model's answer doesn't fit the task ({problem}); it is shown as it is.",
        "ko": "모델의 답이 작업 형식에 맞지 않아요({problem}). 그대로 보여 드립니다.",
    },
    "other_language": {
        "en": "There is no example in your language; this one is in {other}.",
        "ko": "질문하신 언어로 된 예시가 없어서 {other} 예시로 답합니다.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence `key` in `language` (English where there is none), with `values` filled in.

    The sentences are ours; values are put in as they are and never read as a template.
    """
    sentences = _SENTENCES[key]
    return sentences.get(primary(language), sentences["en"]).format(**values)


def shown(confidence: float) -> float:
    """A confidence as people are told it: rounding must not make certain what isn't."""
    return min(confidence, 0.99)


def languages() -> frozenset[str]:
    """The languages that every sentence is in."""
    return frozenset.intersection(*(frozenset(texts) for texts in _SENTENCES.values()))
