/** Sentences that say what is so, of what is over. */

/** Whole words only: names with such a word in them stay as they are. */
const words: Readonly<Record<string, string>> = {
  is: 'was',
  are: 'were',
  has: 'had',
  have: 'had',
  can: 'could',
  cannot: 'could not',
  may: 'might',
  do: 'did',
  does: 'did',
  go: 'went',
  goes: 'went',
  knows: 'knew',
  stands: 'stood',
  says: 'said',
  looks: 'looked',
  bills: 'billed',
  lets: 'let',
  let: 'let',
  denies: 'denied',
  carries: 'carried',
  lacks: 'lacked',
  costs: 'cost',
  pays: 'paid',
  reads: 'read',
  deletes: 'deleted',
  writes: 'wrote',
  records: 'recorded',
  delivers: 'delivered',
  asks: 'asked',
  depends: 'depended',
  belongs: 'belonged',
  leave: 'left',
};

/** `Nothing was recorded by this trail.` of `Nothing is recorded by this trail.` */
export function pastTense(sentence: string): string {
  return sentence
    .replaceAll(/\bthat it logs\b/gu, 'that it logged')
    .replaceAll(/(?<![^\s(])[a-z]+(?![^\s.,;:)])/gu, word =>
      Object.hasOwn(words, word) ? (words[word] ?? word) : word,
    );
}
