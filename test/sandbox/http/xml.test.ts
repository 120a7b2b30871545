import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Element, XmlError, parseXml, writeXml, xmlDocument } from '../../../src/sandbox/http/xml.ts';

const leaf = (name: string, text = ''): Element => ({ name, children: [], text });

describe('reading', () => {
  test.each<[string, string, Element]>([
    ['an empty element', '<a/>', leaf('a')],
    ['text', '<a>b c</a>', leaf('a', 'b c')],
    [
      'a declaration and a namespace',
      '<?xml version="1.0"?>\n<x:a xmlns:x="http://e/" k=\'v\'>b</x:a>',
      leaf('a', 'b'),
    ],
    ['entities', '<a>&lt;&amp;&#65;&#x42;&quot;&apos;&gt;</a>', leaf('a', '<&AB"\'>')],
    ['CDATA and comments', '<a><!-- no --><![CDATA[<b>&amp;]]></a>', leaf('a', '<b>&amp;')],
    ['children', '<a><b>1</b><b/></a>', { name: 'a', children: [leaf('b', '1'), leaf('b')], text: '' }],
  ])('%s', (_, source, expected) => {
    expect(parseXml(source)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['two roots', '<a/><b/>'],
    ['text around the root', '<a/>x'],
    ['an open element', '<a><b></b>'],
    ['a wrong end', '<a></b>'],
    ['an end alone', '</a>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ['an entity that is not known', '<a>&nbsp;</a>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['an attribute without quotes', '<a b=c/>'],
  ])('refuses %s', (_, source) => {
    expect(() => parseXml(source)).toThrow(XmlError);
  });
});

describe('writing', () => {
  it('repeats lists, leaves out what is undefined and keeps attributes in the opening tag', () => {
    expect(writeXml('r xmlns="n"', { a: [1, 2], b: undefined, c: { d: true } })).toBe(
      '<r xmlns="n"><a>1</a><a>2</a><c><d>true</d></c></r>',
    );
  });

  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        fc.pre(text.isWellFormed() && !/[\0]/.test(text));
        expect(parseXml(xmlDocument('a', text))).toEqual(leaf('a', text));
      }),
    );
  });
});
