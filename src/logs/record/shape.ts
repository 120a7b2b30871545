/** Shapes of JSON: one value that gives the type, the check at run time and the JSON Schema of what it describes. */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export type Shape = TextShape | FlagShape | NumberShape | AnyShape | ListShape | ObjectShape | ChoiceShape;

export interface TextShape {
  readonly is: 'text';
  readonly says: string;
}
export interface FlagShape {
  readonly is: 'flag';
  readonly says: string;
}
export interface NumberShape {
  readonly is: 'number';
  readonly says: string;
}
export interface AnyShape {
  readonly is: 'any';
  readonly says: string;
}
export interface ListShape<Item extends Shape = Shape> {
  readonly is: 'list';
  readonly item: Item;
  readonly says: string;
}
/** Members may be missing, or null; others may be there. */
export interface ObjectShape<Members extends Readonly<Record<string, Shape>> = Readonly<Record<string, Shape>>> {
  readonly is: 'object';
  readonly members: Members;
  readonly says: string;
}
/** Which of several shapes an object has, its member `type` says. One whose `type` is not listed has the shape `other`. */
export interface ChoiceShape<
  Variants extends Readonly<Record<string, ObjectShape>> = Readonly<Record<string, ObjectShape>>,
  Other extends ObjectShape = ObjectShape,
> {
  readonly is: 'choice';
  readonly variants: Variants;
  readonly other: Other;
  readonly says: string;
}

/** The type of what has a shape. */
export type Of<S extends Shape> = S extends TextShape
  ? string
  : S extends FlagShape
    ? boolean
    : S extends NumberShape
      ? number
      : S extends ListShape<infer Item>
        ? readonly Of<Item>[]
        : S extends ChoiceShape<infer Variants, infer Other>
          ? { readonly [K in keyof Variants]: { readonly type: K } & Of<Variants[K]> }[keyof Variants] | Unlisted<Other>
          : S extends ObjectShape<infer Members>
            ? { readonly [K in keyof Members]?: Of<Members[K]> | null }
            : Json;

type Unlisted<Other extends ObjectShape> = { readonly type?: undefined } & Of<Other>;

export const text = (says = ''): TextShape => ({ is: 'text', says });
export const flag = (says = ''): FlagShape => ({ is: 'flag', says });
export const number = (says = ''): NumberShape => ({ is: 'number', says });
export const anything = (says = ''): AnyShape => ({ is: 'any', says });
export function list<const Item extends Shape>(item: Item, says = ''): ListShape<Item> {
  return { is: 'list', item, says };
}
export function object<const Members extends Readonly<Record<string, Shape>>>(
  members: Members,
  says = '',
): ObjectShape<Members> {
  return { is: 'object', members, says };
}
export function choice<const Variants extends Readonly<Record<string, ObjectShape>>, const Other extends ObjectShape>(
  variants: Variants,
  other: Other,
  says = '',
): ChoiceShape<Variants, Other> {
  return { is: 'choice', variants, other, says };
}
