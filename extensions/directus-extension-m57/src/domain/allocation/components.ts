/**
 * Strongly connected components of a directed graph given by its successors, each component in ascending order, the
 * components so that all edges between them lead forward. Method: Tarjan (1972), without recursion: thousands of
 * services may stand in one chain.
 */
export function components(successors: readonly (readonly number[])[]): number[][] {
  const count = successors.length;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const next = new Int32Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let visited = 0;
  for (let root = 0; root < count; root += 1) {
    if (index[root] !== -1) continue;
    const path = [root];
    while (path.length > 0) {
      const node = path.at(-1)!;
      if (index[node] === -1) {
        index[node] = low[node] = visited;
        visited += 1;
        stack.push(node);
        onStack[node] = 1;
      }
      const successor = successors[node]![next[node]!];
      if (successor !== undefined) {
        next[node]! += 1;
        if (index[successor] === -1) path.push(successor);
        else if (onStack[successor]) low[node] = Math.min(low[node]!, index[successor]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== index[node]) continue;
      const members = stack.splice(stack.lastIndexOf(node));
      for (const member of members) onStack[member] = 0;
      found.push(members.sort((a, b) => a - b));
    }
  }
  // Tarjan finds a component after all those that it leads to.
  return found.reverse();
}
