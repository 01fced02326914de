import { decodeText } from './bytes';
import type { Place } from './place';
import { Problems } from './problems';
import type { ReaderEvent } from './reader';
import { XmlParser, type XmlHandlers } from './xml';

/** What a format makes of the elements of its file. */
export interface XmlContent extends Pick<XmlHandlers, 'open' | 'close'> {
  /** The file ended there, well-formed. */
  end(place: Place): void;
}

/**
 * Reads an XML file through `begin`'s handlers, which note errors in `problems` and hand on events with `emit`.
 * Nothing is yielded from the first error on.
 */
export async function* readXml(
  bytes: AsyncIterable<Uint8Array>,
  begin: (problems: Problems, emit: (event: ReaderEvent) => void) => XmlContent,
): AsyncGenerator<ReaderEvent[]> {
  const problems = new Problems();
  let events: ReaderEvent[] = [];
  const content = begin(problems, (event) => events.push(event));
  const xml = new XmlParser({
    open: (element, path) => content.open(element, path),
    close: (name, path) => content.close(name, path),
    fail: (code, place, params) => problems.fail(code, place, params),
  });
  for await (const text of decodeText(bytes)) {
    xml.write(text);
    if (events.length > 0 && !problems.any) yield events;
    events = [];
  }
  const { place } = xml;
  xml.end();
  problems.throwIfAny();
  content.end(place);
}
