/** A 1-based position in a text; columns count characters. */
export interface Place {
  line: number;
  column: number;
}

/** Follows a text that arrives in pieces; CR, LF and CRLF each end one line, even when a piece ends between them. */
export class Cursor implements Place {
  line = 1;
  column = 1;
  private afterCr = false;

  advance(text: string): void {
    if (text === '') return;
    let at = this.afterCr && text.startsWith('\n') ? 1 : 0;
    this.afterCr = text.endsWith('\r');
    // Searching for the two characters is many times quicker than looking at each.
    let cr = text.indexOf('\r', at);
    let lf = text.indexOf('\n', at);
    while (cr !== -1 || lf !== -1) {
      const first = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf;
      at = first === cr && lf === cr + 1 ? lf + 1 : first + 1;
      this.line += 1;
      this.column = 1;
      if (cr !== -1 && cr < at) cr = text.indexOf('\r', at);
      if (lf !== -1 && lf < at) lf = text.indexOf('\n', at);
    }
    this.column += text.length - at;
  }

  /** Where the cursor stands now. */
  place(): Place {
    return { line: this.line, column: this.column };
  }
}
