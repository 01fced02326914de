import { formatQuantity } from '../quantity';
import { formatCents } from '../money';
import { readParameters, type ParameterKind, type RunParameters, type StoredParameter } from './parameters';

/** One thing that was not the same in two runs; `a` and `b` are what it was, in words. */
export interface Cause {
  kind: ParameterKind | 'document';
  change: 'added' | 'removed' | 'changed';
  label: string;
  a: string | null;
  b: string | null;
  service: number | null;
}

/** What people know an input by, and what it says. */
interface Described {
  label: string;
  text: string;
  service: number | null;
}

/** The inputs that differ between two runs; parameters are compared by name, whatever their order. */
export function causesOf(a: readonly StoredParameter[], b: readonly StoredParameter[]): Cause[] {
  const name = ({ kind, ref }: StoredParameter) => `${kind} ${ref}`;
  const [before, after] = [a, b].map((rows) => new Map(rows.map((row) => [name(row), row]))) as [
    Map<string, StoredParameter>,
    Map<string, StoredParameter>,
  ];
  const sayA = describer(a);
  const sayB = describer(b);
  const causes: Cause[] = [];
  for (const [key, row] of before) {
    const other = after.get(key);
    if (other?.content === row.content) continue;
    const was = sayA(row);
    const is = other ? sayB(other) : null;
    // The same in words: a year, or the place of a formula.
    if (is && is.text === was.text && is.label === was.label) continue;
    causes.push({
      kind: row.kind,
      change: is ? 'changed' : 'removed',
      label: (is ?? was).label,
      a: was.text,
      b: is?.text ?? null,
      service: was.service,
    });
  }
  for (const [key, row] of after) {
    if (before.has(key)) continue;
    const { label, text, service } = sayB(row);
    causes.push({ kind: row.kind, change: 'added', label, a: null, b: text, service });
  }
  return causes;
}

function describer(rows: readonly StoredParameter[]): (row: StoredParameter) => Described {
  const parameters = readParameters(rows);
  const names = new Map(parameters.services.map(({ id, name }) => [id, name]));
  const nameOf = (id: number | null) => (id === null ? '' : (names.get(id) ?? `n° ${id}`));
  return (row) => {
    const content = JSON.parse(row.content);
    const { ref } = row;
    switch (row.kind) {
      case 'method':
        return { label: '', text: [content.method, ...content.order.map(nameOf)].join(', '), service: null };
      case 'rule': {
        const target = Number(content.target);
        const text = [
          content.formula,
          nameOf(target),
          percent(content.share),
          `priorité ${content.priority}`,
        ];
        const dates = [content.valid_from, content.valid_to].filter(Boolean);
        return { label: content.formula, text: [...text, ...dates].join(' ; '), service: target };
      }
      case 'key':
        return keyText(readParameters([...headOf(rows), row]), nameOf);
      case 'service':
        return {
          label: content.name,
          text: [content.name, content.kind, content.unit].filter(Boolean).join(' ; '),
          service: Number(ref),
        };
      case 'notional':
        return {
          label: `${nameOf(content.service)} : ${content.label}`,
          text: `${formatCents(content.amount)} € ; ${content.method}`,
          service: content.service,
        };
      case 'units':
        return {
          label: nameOf(Number(ref)),
          text: formatQuantity(BigInt(content.quantity)),
          service: Number(ref),
        };
      case 'perimeter':
        return {
          label: content.label ?? content.name,
          text: content.formula ?? `${content.name} (${content.from})`,
          service: null,
        };
      case 'population':
        return { label: content.siret, text: `${content.inhabitants} (${content.year})`, service: null };
    }
  };
}

/** What `readParameters` needs beside the row that it is asked about. */
const headOf = (rows: readonly StoredParameter[]) =>
  rows.filter(({ kind, ref }) => kind === 'method' || (kind === 'perimeter' && ref === 'name'));

function keyText({ keys, exercice }: RunParameters, nameOf: (id: number | null) => string): Described {
  const [key] = keys;
  const { from, to, kind, like, quantity, unit, valid_from, valid_to } = key!;
  const months = [valid_from, valid_to].map((date) => date?.replace(`${exercice}-`, '') ?? '');
  const dates = valid_from || valid_to ? ` (${months.join(' → ')})` : '';
  return {
    label: `${nameOf(from)} → ${nameOf(to ?? like)}${dates}`,
    text: [kind, quantity === null ? '' : formatQuantity(quantity), unit ?? ''].filter(Boolean).join(' '),
    service: from,
  };
}

const percent = (share: number) => `${share / 100} %`;
