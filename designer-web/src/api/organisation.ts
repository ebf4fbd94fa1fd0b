/** Users, departments, roles, and looking people up. */
import { request } from "./client";
import type { DemoRemoved, Department, Handover, HandoverChange, Page, Person, Role, Team, User } from "./contract";

export type UserChange = Partial<Omit<User, "id">> & { password?: string };

export const listUsers = (query: { q?: string; department?: string; cursor?: string | null }) =>
  request<Page<User>>("GET", "/users", { query: { ...query, limit: 50 } });
export const createUser = (body: UserChange) => request<User>("POST", "/users", { body });
export const changeUser = (id: string, body: UserChange) => request<User>("PATCH", `/users/${id}`, { body });
/** At most some thousands at a time; `left` says whether to ask again. */
export const handOver = (id: string, body: HandoverChange) =>
  request<Handover>("POST", `/users/${id}/handover`, { body });

export const listDepartments = () => request<Page<Department>>("GET", "/departments");
export type DepartmentChange = Partial<Omit<Department, "id">>;
export const createDepartment = (body: DepartmentChange) => request<Department>("POST", "/departments", { body });
export const changeDepartment = (id: string, body: DepartmentChange) =>
  request<Department>("PATCH", `/departments/${id}`, { body });

export const listTeams = () => request<Page<Team>>("GET", "/teams");

export const removeDemo = () => request<DemoRemoved>("POST", "/demo/remove");

export const listRoles = () => request<Page<Role>>("GET", "/roles");

/** What a published role allows: its newest definition. */
export async function getRole(key: string): Promise<Role> {
  const path = `/definitions/role/${encodeURIComponent(key)}/versions`;
  const versions = await request<Page<{ version: number }>>("GET", path);
  const newest = Math.max(...versions.items.map((one) => one.version));
  const answer = await request<Role | { definition: Role }>("GET", `${path}/${newest}`);
  return "definition" in answer ? answer.definition : answer;
}

export const findPeople = (q: string, signal?: AbortSignal) =>
  request<Page<Person>>("GET", "/people", { query: { q }, signal });
export const getPeople = (ids: string[]) => request<Page<Person>>("GET", "/people", { query: { ids: ids.join(",") } });
