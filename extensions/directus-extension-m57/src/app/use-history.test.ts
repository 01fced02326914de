import { describe, expect, it } from 'vitest';
import { useHistory } from './use-history';

describe('a history', () => {
  it('goes back and forth, and a new change forgets what was undone', () => {
    const history = useHistory('a');
    history.change('b');
    history.change('c');
    history.undo();
    expect(history.state.value).toBe('b');
    history.undo();
    history.undo();
    expect([history.state.value, history.canUndo.value]).toEqual(['a', false]);
    history.redo();
    expect([history.state.value, history.canRedo.value]).toEqual(['b', true]);
    history.change('d');
    expect(history.canRedo.value).toBe(false);
    history.redo();
    expect(history.state.value).toBe('d');
  });

  it('undoes the letters of a word together', () => {
    const history = useHistory('');
    for (const text of ['p', 'po', 'pos']) history.change(text, 'unit');
    history.change('pos!', 'source');
    history.undo();
    expect(history.state.value).toBe('pos');
    history.undo();
    expect(history.state.value).toBe('');
  });

  it('knows whether it differs from what is stored', () => {
    const history = useHistory({ n: 1 });
    history.change({ n: 2 });
    expect(history.dirty.value).toBe(true);
    history.undo();
    expect(history.dirty.value).toBe(false);
    history.redo();
    history.keep();
    expect(history.dirty.value).toBe(false);
    history.undo();
    expect(history.dirty.value).toBe(true);
  });
});
