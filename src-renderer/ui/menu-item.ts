import type { Component } from 'vue'

/** One line of a menu. */
export interface MenuItem<ItemId extends string> {
  id: ItemId
  label: string
  icon?: Component | undefined
  kbd?: string | undefined
  checked?: boolean | undefined
  disabled?: boolean | undefined
  danger?: boolean | undefined
  /** A line above this entry. */
  separated?: boolean | undefined
  /** What this entry and those below have in common. */
  heading?: string | undefined
}
