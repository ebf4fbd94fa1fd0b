export const SIGNS: Record<string, string> = { CNY: "¥", USD: "US$", EUR: "€", HKD: "HK$", GBP: "£", JPY: "JP¥" };
