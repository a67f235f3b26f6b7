"""What no French text may hold: each pattern is an error that some document once held.

``wrong`` names them in a text; ``text_of`` makes a text of a page, each block a line.
"""

import html
import re

VOWEL = "aeiouàâäéèêëîïôöùûüœAEIOUÀÂÉÈÊÎÔÛŒ"
# Words that end in s and stay so in the singular.
SINGULAR = "mois|sans|dans|plus|moins|fois|tiers|cas|refus|temps|bassin|avis|suivis?|accès|appuis"
NUMBER = r"(?<![\d\u202f\u00a0,.–/-])"
SPACE = "[ \u00a0]"
MANY = rf"{NUMBER}(?:[2-9]|[1-9][\d\u202f]+){SPACE}"
ONE = rf"\b(?:[Uu]ne?|[Aa]ucune?){SPACE}"
NOUN = "emploi|projet|jeune|prospect|poste|dossier|commune|axe|placement|embauche"
BLOCKS = (
    r"p|li|ul|ol|dl|dt|dd|h\d|t[drh]|table|caption|thead|tbody|tfoot|div|section|figcaption|figure|"
    "summary|details|blockquote|footer|nav|header|main|option|label|button|article|tspan|text|svg|"
    "desc|br"
)

WRONG = {
    "préposition non contractée": r"\b[Dd]e [Ll]es? (?!onz)|\b[ÀàÁ] [Ll]es? (?=[A-ZÉ])",
    "préposition non élidée": rf"\b(?:[Dd]e|[Qq]ue|[Jj]usque) (?=(?!onze|oui\b|un\b\W)[{VOWEL}])",
    "de un": rf"\b[Dd]e un\b|\b[Dd]e{SPACE}1{SPACE}[a-zé]",
    "article non élidé": r"\b(?:[Ll]e|[Ll]a) (?=(?!onz|oui|uns?\b|une\b|[aeio]\b|ont\b)"
    rf"[{VOWEL.lower()}])",
    "élision devant une consonne": r"\b[dlnqj]u?’(?=[bcdfgjklmnpqrstvwxzBCDGJKPQTVWZ])",
    "un au pluriel": rf"{NUMBER}1{SPACE}(?!(?:{SINGULAR})\b)[a-zéèêà]+s\b",
    "un au pluriel, en lettres": rf"{ONE}(?!(?:{SINGULAR})\b)[a-zéèê]+s\b(?! d)",
    "plusieurs au singulier": rf"{MANY}(?:{NOUN})\b",
    "accord du verbe": rf"{MANY}[a-zé]+s(?: [a-zé]+s)? (?:est|a été|attend|reste)\b",
    "accord du verbe, au singulier": rf"{ONE}[a-zé]+(?: [a-zé]+)? "
    r"(?:sont|ont été|attendent|restent)\b",
    "aucun sans négation": r"\b[Aa]ucune? [a-zé]+ (?:est|a été|sont|reste|attend)\b",
    "espaces doubles": r"  |[ \u00a0\u202f]{2}",
    "espace avant la ponctuation": r"\S [:;!?»%€](?!\w)|[^\s\u00a0\u202f«(]:(?= [a-zA-Z])",
    "espace avant une virgule ou un point": r"[ \u00a0\u202f][,.](?:\s|$)",
    "guillemets": r"«[^\u00a0]|[^\u00a0]»|\w['\"]\w|[\"“”]",
    "ponctuation doublée": r"\.\.(?!\.)|,,|;;|: ?:|,\.|\(\)|\( | \)",
    "mot répété": r"\b(?!nous\b|vous\b)([a-zéèêà]{2,}) \1\b",
    "valeur non écrite": r"\bNone\b|[{}]|\bTrue\b|\bFalse\b|<bound|\bnan\b",
    "zéro au rythme attendu": rf"\b(?:0|[Aa]ucun){SPACE}emploi[^.\n]*au rythme attendu",
    "objectif deux fois": r"pour un objectif de [^.]*à l’objectif",
    "même somme deux fois": r"(\d[\d\u202f]*(?:,\d\d)?\u00a0€) sont engagés[^€]*\1 sont engagés",
    "retard de rien": r"(?m)^Aucun n’est encore attendu",
    "convention deux fois": r"(?i)convention de revitalisation convention\b",
    "emplois deux fois": r"L’objectif d’emplois[^.]*\bà \d+\u00a0emplois?\b",
    "absence en attribut": r"\best (?:non renseignée?|à venir|sans objet)\b",
    "terme passé": r"À son terme|Toute la durée de la convention est écoulée",
    "milliers sans espace": r"(?<![\d/.-])\d{5,}(?![\d/.-]*\w)(?= [a-zé€])",
    "phrase sans majuscule": r"(?<=[a-zé»)]\. )[a-zé]{2,} ",
    "phrase collée": r"[a-zé]{3,}\.[A-ZÉÀ][a-zé]",
}
# Of a convention past its term: what is over is not told as if it went on.
PRESENT = {
    "présent après le terme": r"\bla convention accompagne\b|\by consacre\b|\bElle agit\b"
    r"|n’est encore (?:accompagné|comptée|engagée)|qu’attendu à date",
}
BLOCK = rf"</?(?:{BLOCKS})\b[^>]*>"
LEFT_OUT = r"<(script|style|head|template)\b.*?</\1>"


def wrong(text: str, *, is_over: bool = False) -> list[str]:
    """Return the errors of a text, each with the words around it."""
    found = []
    for name, pattern in (WRONG | PRESENT if is_over else WRONG).items():
        for match in re.finditer(pattern, text):
            around = text[max(0, match.start() - 40) : match.end() + 30]
            found.append(f"{name}\u00a0: …{around}…")
    return found


def text_of(page: str) -> str:
    """Return what a page says: each block is a line, spaces as they are read."""
    text = re.sub(r"[ \t\r\n]+", " ", re.sub(LEFT_OUT, " ", page, flags=re.DOTALL))
    text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(BLOCK, "\n", text)))
    lines = (re.sub(" +", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
