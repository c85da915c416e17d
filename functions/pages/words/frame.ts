/** What stands around every page. */
import type { Words } from "#shared/lambda/language.ts";

export const frameWords = {
  skip: { en: "Skip to content", zh: "跳到正文" },
  menu: { en: "Pages", zh: "页面" },
  language: { en: "Language", zh: "语言" },
  signOut: { en: "Sign out", zh: "退出登录" },
  until: { en: "signed in until", zh: "登录有效期至" },
  signedOut: { en: "You are signed out", zh: "您已退出登录" },
  again: { en: "Sign in again", zh: "重新登录" },
} satisfies Record<string, Words>;
