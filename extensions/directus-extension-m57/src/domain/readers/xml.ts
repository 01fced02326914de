import { SaxesParser } from 'saxes';
import type { Place } from './place';

/** Real documents nest seven elements; a file of opening tags only must not fill the memory. */
const DEEPEST = 100;
/** And they have five attributes at most. */
const MOST_ATTRIBUTES = 100;

export interface XmlElement extends Place {
  /** Name without its namespace prefix. */
  name: string;
  /** Attribute values by name; attributes with a namespace prefix keep it. */
  attribute(name: string): string | undefined;
}

export interface XmlHandlers {
  /** `path` holds the names of the elements around it, outermost first. */
  open(element: XmlElement, path: readonly string[]): void;
  close(name: string, path: readonly string[]): void;
  /** Not well-formed, with a DOCTYPE, nested too deep, or an element with too many attributes. Must throw. */
  fail(
    code: 'XML_MALFORMED' | 'XML_DOCTYPE' | 'XML_TOO_DEEP' | 'XML_TOO_MANY_ATTRIBUTES',
    place: Place,
    params: Record<string, string>,
  ): never;
}

/** A streaming XML parser that knows where each element begins, and that refuses DTDs with the entities they bring. */
export class XmlParser {
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly path: string[] = [];
  private start: Place = { line: 1, column: 1 };

  constructor(handlers: XmlHandlers) {
    const parser = this.parser;
    let attributes = 0;
    parser.on('error', (error) => {
      // The message of saxes begins with its own idea of the position.
      handlers.fail('XML_MALFORMED', this.here(), { detail: error.message.replace(/^\d+:\d+: /, '') });
    });
    parser.on('doctype', () => handlers.fail('XML_DOCTYPE', this.here(), {}));
    parser.on('opentagstart', ({ name }) => {
      // One character after the name has been read; where that was a line break, the tag is on the line before.
      const column = parser.column - name.length - 1;
      attributes = 0;
      this.start = column > 0 ? { line: parser.line, column } : { line: parser.line - 1, column: 1 };
    });
    parser.on('attribute', () => {
      attributes += 1;
      if (attributes > MOST_ATTRIBUTES) handlers.fail('XML_TOO_MANY_ATTRIBUTES', this.start, {});
    });
    parser.on('opentag', ({ local, attributes }) => {
      const attribute = (name: string) => attributes[name]?.value;
      handlers.open({ name: local, attribute, ...this.start }, this.path);
      this.path.push(local);
      if (this.path.length > DEEPEST) handlers.fail('XML_TOO_DEEP', this.start, {});
    });
    parser.on('closetag', ({ local }) => {
      this.path.pop();
      handlers.close(local, this.path);
    });
  }

  write(text: string): void {
    this.parser.write(text);
  }

  end(): void {
    this.parser.close();
  }

  /** Where the parser stands. */
  get place(): Place {
    return this.here();
  }

  private here(): Place {
    return { line: this.parser.line, column: this.parser.column + 1 };
  }
}

/** The name of the root element, or null where `head` is not the beginning of an XML document. */
export function rootElement(head: string): string | null {
  if (!head.trimStart().startsWith('<')) return null;
  let root: string | null = null;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', () => {
    // The reader will say where; here it matters only what the document means to be.
  });
  parser.on('opentagstart', ({ name }) => (root ??= name.replace(/^.*:/, '')));
  // What comes after the root says nothing more, and may be made to take long.
  for (let at = 0; at < head.length && root === null; at += 256) parser.write(head.slice(at, at + 256));
  return root;
}
