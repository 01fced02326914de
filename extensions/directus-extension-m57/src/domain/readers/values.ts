import type { Field, Source } from './fields';
import type { Place } from './place';
import type { Problems } from './problems';
import type { XmlElement } from './xml';

/** The values (attribute `V`) of one element's children, each with its place. */
export class Values implements Source {
  start: Place = { line: 1, column: 1 };
  private readonly fields = new Map<string, Field>();

  constructor(private readonly problems: Problems) {}

  restart({ line, column }: Place): void {
    this.start = { line, column };
    this.fields.clear();
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  text(name: string): string {
    return this.fields.get(name)?.text ?? '';
  }

  /** Empty, at the place of the record, where there is no such value. */
  field(name: string): Field {
    return this.fields.get(name) ?? { text: '', ...this.start };
  }

  /** As `set`, but a value given twice is an error. */
  keep(name: string, element: XmlElement): void {
    if (this.fields.has(name)) this.problems.add('VALUE_TWICE', element, { name });
    this.set(name, element);
  }

  set(name: string, element: XmlElement): void {
    const { line, column } = element;
    this.fields.set(name, { text: element.attribute('V') ?? '', line, column });
  }
}
