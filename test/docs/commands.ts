/** The commands of a block of shell, each with the exit code that the page gives it. */

export interface Command {
  /** One line or several. */
  readonly text: string;
  /** The page says it in a comment: `# exit code 2`, or `# refused` for any but 0. Without one: 0. */
  readonly code: number | 'refused';
}

const isOpen = (text: string): boolean => {
  const here = /<<-?'?(\w+)'?/u.exec(text)?.[1];
  if (here !== undefined && !new RegExp(`^${here}$`, 'mu').test(text)) return true;
  if ((text.replaceAll(/\\'/gu, '').split("'").length - 1) % 2 === 1) return true;
  return /(?:\\|\||&&)$/u.test(text.trimEnd());
};

/** Splits at line ends, except within quotes, documents and lines that go on. Empty lines and comments are left out. */
export function commandsIn(block: string): readonly Command[] {
  const commands: Command[] = [];
  let open = '';
  for (const line of block.split('\n')) {
    const isEmpty = open === '' && /^\s*(?:#.*)?$/u.test(line);
    if (isEmpty) continue;
    open += open === '' ? line : `\n${line}`;
    if (isOpen(withoutComment(open))) continue;
    const code = Number(/#.*\bexit code (\d+)/u.exec(open)?.[1] ?? 0);
    commands.push({ text: open, code: /#.*\brefused\b/u.test(open) ? 'refused' : code });
    open = '';
  }
  if (open !== '') throw new Error(`The block ends in the middle of a command: ${open}`);
  return commands;
}

const withoutComment = (text: string): string => text.replaceAll(/\s#\s.*$/gmu, '');
