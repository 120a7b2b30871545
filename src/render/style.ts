/** Colours of terminal output: 16-colour ANSI names only, so that people's own palettes hold. */

/** Turns text into coloured text. Every function gives its text back unchanged when colour is off, or when it is empty. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

type Style = keyof typeof codes;

/** What switches a style on, and what switches just that off again, so that styles nest. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  brightRed: [91, 39],
} as const;

const plain = (text: string) => text;

/** @param color false: NO_COLOR, `--color never`, no terminal. The caller knows; nothing here looks at the environment. */
export function paint(color: boolean): Paint {
  const style = (name: Style) => (color ? wrap(codes[name]) : plain);
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    blue: style('blue'),
    magenta: style('magenta'),
    cyan: style('cyan'),
    brightRed: style('brightRed'),
  };
}

function wrap([on, off]: readonly [number, number]): (text: string) => string {
  return text => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}
