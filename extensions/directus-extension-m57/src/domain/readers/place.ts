/** A 1-based position in a text; columns count characters. */
export interface Place {
  line: number;
  column: number;
}

const LF = 10;
const CR = 13;

/** Follows a text that arrives in pieces; CR, LF and CRLF each end one line, even when a piece ends between them. */
export class Cursor implements Place {
  line = 1;
  column = 1;
  private afterCr = false;

  advance(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === LF && this.afterCr) {
        this.afterCr = false;
        continue;
      }
      this.afterCr = code === CR;
      if (code === LF || code === CR) {
        this.line += 1;
        this.column = 1;
      } else this.column += 1;
    }
  }

  /** Where the cursor stands now. */
  place(): Place {
    return { line: this.line, column: this.column };
  }
}
