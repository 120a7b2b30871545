/**
 * Finds the records in the bytes of a log file without parsing them, as they come. Takes `{"Records":[…]}`, a list of
 * records, records one after the other (one a line, or not), and several of these after each other.
 */

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const recordsName = Buffer.from('"Records"');
const byteOrderMark = Buffer.from('\ufeff');

/** A record has some hundred KB at most. */
const mostOfRecord = 16 * 1024 * 1024;

/** Why nothing more can be found, and at which byte. */
export interface SplitFault {
  readonly what: 'not-json' | 'not-a-record' | 'too-long' | 'truncated';
  readonly at: number;
}

/**
 * `between` documents; at the `head` of an object, which may be a record or hold records; in a `list`; in a `record`; in
 * the `tail` of an object after its records.
 */
type State = 'between' | 'head' | 'list' | 'record' | 'tail';

export class RecordSplitter {
  /** Why it stopped; null: it did not. */
  fault: SplitFault | null = null;
  /** How many documents it has seen the end of. */
  documents = 0;
  #state: State = 'between';
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the record begins that it is in. */
  #start = 0;
  /** Where to go on; may be one beyond the end. */
  #at = 0;
  /** How many bytes came before. */
  #passed = 0;
  #depth = 0;
  #inString = false;
  /** Whether the list is that of an object, which has an end of its own. */
  #inObject = false;
  /** What may come next in a list. */
  #due: 'first' | 'comma' | 'record' = 'first';
  #found: Buffer[] = [];

  /** The records that end in these bytes, without white space around them. They share the memory of the bytes. */
  push(bytes: Uint8Array): readonly Buffer[] {
    if (this.fault !== null) return [];
    this.#take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#found = [];
    while (this.fault === null && this.#at < this.#bytes.length && this.#step());
    if (this.#isInside() && this.#bytes.length - this.#start > mostOfRecord) this.#stop('too-long', this.#start);
    return this.#found;
  }

  /** What is wrong with where it ended; null: nothing. */
  end(): SplitFault | null {
    if (this.fault === null && this.#state !== 'between') this.#stop('truncated', this.#bytes.length);
    return this.fault;
  }

  #isInside(): boolean {
    return this.#state === 'head' || this.#state === 'record';
  }

  #take(fresh: Buffer): void {
    const from = this.#isInside() ? this.#start : Math.min(this.#at, this.#bytes.length);
    const kept = this.#bytes.subarray(from);
    this.#passed += from;
    this.#at -= from;
    this.#start = 0;
    this.#bytes = kept.length === 0 ? fresh : Buffer.concat([kept, fresh]);
  }

  /** @returns false: it needs more bytes */
  #step(): boolean {
    switch (this.#state) {
      case 'between':
        return this.#between();
      case 'head':
        return this.#head();
      case 'list':
        return this.#list();
      case 'record':
        return this.#close() && this.#endRecord();
      case 'tail':
        return this.#close() && this.#endDocument();
    }
  }

  #between(): boolean {
    while (this.#at < this.#bytes.length && this.#bytes[this.#at] === byteOrderMark[this.#passed + this.#at])
      this.#at++;
    this.#skipSpace();
    const code = this.#bytes[this.#at];
    if (code === undefined) return true;
    this.#start = this.#at;
    if (code === openBrace) this.#state = 'head';
    else if (code === openBracket) this.#beginList(false);
    else this.#stop('not-json', this.#at);
    return true;
  }

  /** An object whose first member is a list called Records holds records; any other is one. */
  #head(): boolean {
    this.#at = this.#start + 1;
    this.#skipSpace();
    const name = this.#bytes.subarray(this.#at, this.#at + recordsName.length);
    if (!name.equals(recordsName.subarray(0, name.length))) return this.#beginRecord();
    if (name.length < recordsName.length) return false;
    this.#at += recordsName.length;
    this.#skipSpace();
    if (this.#bytes[this.#at] === colon) this.#at++;
    this.#skipSpace();
    const code = this.#bytes[this.#at];
    if (code === undefined) return false;
    if (code !== openBracket) return this.#beginRecord();
    this.#beginList(true);
    return true;
  }

  #beginList(inObject: boolean): void {
    this.#inObject = inObject;
    this.#due = 'first';
    this.#state = 'list';
    this.#at++;
  }

  #beginRecord(): boolean {
    this.#at = this.#start + 1;
    this.#depth = 1;
    this.#state = 'record';
    return true;
  }

  #list(): boolean {
    this.#skipSpace();
    const code = this.#bytes[this.#at];
    if (code === undefined) return true;
    if (code === closeBracket && this.#due !== 'record') this.#endList();
    else if (code === comma && this.#due === 'comma') {
      this.#due = 'record';
      this.#at++;
    } else if (code === openBrace && this.#due !== 'comma') {
      this.#start = this.#at;
      this.#due = 'comma';
      this.#listed = true;
      this.#beginRecord();
    } else this.#stop(this.#due === 'comma' || code === closeBracket ? 'not-json' : 'not-a-record', this.#at);
    return true;
  }

  /** Whether the record it is in stands in a list. */
  #listed = false;

  #endList(): void {
    this.#at++;
    this.#depth = 1;
    if (this.#inObject) this.#state = 'tail';
    else this.#endDocument();
  }

  #endRecord(): boolean {
    this.#found.push(this.#bytes.subarray(this.#start, this.#at));
    if (!this.#listed) return this.#endDocument();
    this.#listed = false;
    this.#state = 'list';
    return true;
  }

  #endDocument(): boolean {
    this.documents++;
    this.#state = 'between';
    return true;
  }

  /** Goes to the end of the object it is in. The hot path: nothing but this sees every byte. */
  #close(): boolean {
    const bytes = this.#bytes;
    const end = bytes.length;
    let at = this.#at;
    let depth = this.#depth;
    let inString = this.#inString;
    while (at < end && depth > 0) {
      const code = inString ? quote : bytes[at++];
      if (code === quote) {
        let inner: number | undefined;
        while (at < end && (inner = bytes[at++]) !== quote) if (inner === backslash) at++;
        inString = inner !== quote;
      } else if (code === openBrace || code === openBracket) depth++;
      else if (code === closeBrace || code === closeBracket) depth--;
    }
    this.#at = at;
    this.#depth = depth;
    this.#inString = inString;
    return depth === 0;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#bytes[this.#at];
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #stop(what: SplitFault['what'], at: number): void {
    this.fault = { what, at: this.#passed + at };
  }
}
