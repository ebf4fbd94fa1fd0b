/** Setup, sign-in and the person who is signed in. */
import { request } from "./client";
import type { Me } from "./contract";

export const getSetup = () => request<{ needed: boolean }>("GET", "/setup");
export const postSetup = (body: { code: string; username: string; name: string; password: string }) =>
  request<Me>("POST", "/setup", { body });
export const signIn = (body: { username: string; password: string }) => request<Me>("POST", "/session", { body });
export const signOut = () => request<null>("DELETE", "/session");
export const getMe = () => request<Me>("GET", "/me");
export const patchMe = (body: { name?: string; locale?: string; password?: string; current_password?: string }) =>
  request<Me>("PATCH", "/me", { body });
