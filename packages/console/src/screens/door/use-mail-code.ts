import { type Ref, ref } from 'vue'
import { type Form, useForm } from '../../parts/use-form.ts'

/** The first step of what a code from the mailbox proves: the address, and the code on its way there. */
export function useMailCode(order: (email: string) => Promise<unknown>): {
  email: Ref<string>
  /** Where the code went; null: to nobody as yet. */
  sentTo: Ref<string | null>
  code: Ref<string>
  wasSentAgain: Ref<boolean>
  form: Form
  sendAgain(): Promise<void>
  begin(): void
} {
  const email = ref('')
  const code = ref('')
  const sentTo = ref<string | null>(null)
  const wasSentAgain = ref(false)
  const form = useForm(async () => {
    await order(email.value)
    sentTo.value = email.value.trim()
    wasSentAgain.value = false
  })
  return {
    email,
    sentTo,
    code,
    wasSentAgain,
    form,
    async sendAgain() {
      wasSentAgain.value = false
      await order(sentTo.value!)
      wasSentAgain.value = true
      code.value = ''
    },
    begin() {
      sentTo.value = null
      code.value = ''
    },
  }
}
