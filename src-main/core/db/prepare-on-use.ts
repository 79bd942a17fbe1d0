import type { ColumnDefinition, Database, RunResult, Statement } from 'better-sqlite3'

/**
 * From here on a statement of this connection is compiled when it is first used: a study has hundreds, most of which are
 * never needed while it is open, and opening it would wait for all of them. What is wrong with one is thrown then.
 */
export function prepareOnUse(db: Database): void {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement
  const value = (sql: string): Statement => new StatementOnUse(sql, () => prepare(sql))
  Object.defineProperty(db, 'prepare', { value })
}

class StatementOnUse implements Statement {
  readonly source: string
  readonly #prepare: () => Statement
  #prepared: Statement | null = null
  readonly #modes: ((prepared: Statement) => void)[] = []

  constructor(source: string, prepare: () => Statement) {
    this.source = source
    this.#prepare = prepare
  }

  get #statement(): Statement {
    if (this.#prepared !== null) return this.#prepared
    const prepared = this.#prepare()
    for (const set of this.#modes) set(prepared)
    this.#prepared = prepared
    return prepared
  }
  #inMode(set: (prepared: Statement) => void): this {
    if (this.#prepared === null) this.#modes.push(set)
    else set(this.#prepared)
    return this
  }

  get database(): Database {
    return this.#statement.database
  }
  get reader(): boolean {
    return this.#statement.reader
  }
  get readonly(): boolean {
    return this.#statement.readonly
  }
  get busy(): boolean {
    return this.#statement.busy
  }

  run(...given: unknown[]): RunResult {
    return this.#statement.run(...given)
  }
  get(...given: unknown[]): unknown {
    return this.#statement.get(...given)
  }
  all(...given: unknown[]): unknown[] {
    return this.#statement.all(...given)
  }
  iterate(...given: unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...given)
  }
  columns(): ColumnDefinition[] {
    return this.#statement.columns()
  }

  pluck(isOn = true): this {
    return this.#inMode((prepared) => prepared.pluck(isOn))
  }
  expand(isOn = true): this {
    return this.#inMode((prepared) => prepared.expand(isOn))
  }
  raw(isOn = true): this {
    return this.#inMode((prepared) => prepared.raw(isOn))
  }
  safeIntegers(isOn = true): this {
    return this.#inMode((prepared) => prepared.safeIntegers(isOn))
  }
  bind(...given: unknown[]): this {
    return this.#inMode((prepared) => prepared.bind(...given))
  }
}
