import { CircleCheck, CircleDot, CircleX, TriangleAlert } from '@lucide/vue'
import type { Component } from 'vue'
import type { ClipGrade } from '#shared/domain/people.ts'

/** How a clip's grade looks and reads: a picture and a word, never a colour alone. */
export const gradeLooks: Readonly<
  Record<ClipGrade, { label: string; icon: Component; tone: 'ok' | 'neutral' | 'warn' | 'danger' }>
> = {
  good: { label: 'Good', icon: CircleCheck, tone: 'ok' },
  fair: { label: 'Fair', icon: CircleDot, tone: 'neutral' },
  poor: { label: 'Poor', icon: TriangleAlert, tone: 'warn' },
  unusable: { label: 'Unusable', icon: CircleX, tone: 'danger' },
}
