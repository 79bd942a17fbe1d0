import type { Component } from 'vue'
import {
  Boxes,
  ChartScatter,
  ClapperboardIcon,
  ClipboardList,
  LibraryBig,
  Scissors,
  Settings2,
  Users,
} from '@lucide/vue'
import type { ViewName } from '../../stores/view.ts'

export interface ViewEntry {
  name: ViewName
  label: string
  icon: Component
  keys: string
}

/** The rail, top to bottom; the number is the shortcut. */
export const viewEntries: readonly ViewEntry[] = [
  { name: 'library', label: 'Library', icon: LibraryBig, keys: 'Ctrl+1' },
  { name: 'cut', label: 'Cut', icon: Scissors, keys: 'Ctrl+2' },
  { name: 'people', label: 'People', icon: Users, keys: 'Ctrl+3' },
  { name: 'review', label: 'Review', icon: ClapperboardIcon, keys: 'Ctrl+4' },
  { name: 'rate', label: 'Rate', icon: ClipboardList, keys: 'Ctrl+5' },
  { name: 'analysis', label: 'Analysis', icon: ChartScatter, keys: 'Ctrl+6' },
  { name: 'packs', label: 'Packs', icon: Boxes, keys: 'Ctrl+7' },
  { name: 'settings', label: 'Settings', icon: Settings2, keys: 'Ctrl+8' },
]
