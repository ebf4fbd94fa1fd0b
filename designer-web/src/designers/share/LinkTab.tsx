/** Ways to hand a form out. */
import { Button, Input } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { showToast } from "../../app/toast";
import { type PublicPage, snippet } from "../../model/designer/publicPage";

export function LinkTab({ page }: { page: PublicPage }) {
  const { t } = useTranslation();
  const origin = window.location.origin;
  const link = `${origin}/f/${page.slug}`;
  const picture = useMemo(
    () => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(link, { border: 2 }))}`,
    [link],
  );
  const copy = async (text: string) => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    showToast(t("design.share.copied"));
  };
  const parameter = page.sources?.[0]?.parameter ?? "utm_source";
  const code = snippet(origin, page.slug);
  return (
    <div className="fwd-share-link">
      <div className="fwd-share-line">
        <Input readOnly value={link} aria-label={t("design.share.link")} onFocus={(event) => event.target.select()} />
        <Button type="primary" onClick={() => void copy(link)}>
          {t("design.share.copy")}
        </Button>
      </div>
      <p className="fw-muted">
        {t("design.share.channel")} <code>{`${link}?${parameter}=baidu`}</code>
      </p>
      <div className="fwd-share-qr">
        <img src={picture} alt={t("design.share.qr")} width={180} height={180} />
        <a href={picture} download={`${page.slug}.svg`}>
          {t("design.share.download")}
        </a>
      </div>
      <h3>{t("design.share.embed")}</h3>
      {(page.frames ?? []).length === 0 ? (
        <p className="fw-muted">{t("design.share.embedOff")}</p>
      ) : (
        <>
          <Input.TextArea
            readOnly
            value={code}
            rows={7}
            aria-label={t("design.share.embed")}
            onFocus={(event) => event.target.select()}
          />
          <Button onClick={() => void copy(code)}>{t("design.share.copy")}</Button>
        </>
      )}
    </div>
  );
}
