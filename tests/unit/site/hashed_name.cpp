// Tests of site/hashed_name. The names of the first two cases were made by the tools: a project of
// sixty lazy chunks with styles, an image and a font each, built in an empty folder.
#include "owlet/site/hashed_name.h"

#include <doctest/doctest.h>

#include <string>

namespace owlet::site {
namespace {

TEST_CASE("what tools name by its hash is hashed") {
  constexpr std::string_view kNames[] = {
      // Vite 8.3.8 with React (Rolldown 1.2.19)
      "assets/index-BA6bkwyq.js",
      "assets/index-BA6bkwyq.js.map",
      "assets/index-aI-KMijL.css",
      "assets/w-CON5RKcg.woff2",
      // esbuild 0.28.2, --entry-names=[name]-[hash] --splitting
      "chunk-2ADT4KFJ.js",
      "chunk-2ADT4KFJ.js.map",
      "main-TVNDKVTX.js",
      "w-2VLH7R3M.woff2",
      // webpack 5.112.2, [name].[contenthash].js, and as Create React App sets it
      "1149.0032cefe1566d320ba03.css",
      "1149.83e8775e4bd1251c1367.js.map",
      "11bfcb07777e56bb4b3f.svg",
      "static/js/main.3f9a2c1b.chunk.js",
      "static/media/logo.6ce24c58023cc2f8fd88fe9d219db6c6.svg",
      "static/js/main.3f9a2c1b.js.LICENSE.txt",
      // Parcel 2.16.4
      "esb.988f8ef5.css",
      "esb.b5a3e293.js.map",
      "logo.9efbf3db.svg",
      // Next 16.4.6, --webpack, by their names alone
      "main-a5c69fcb58bb2dd5.js",
      "pages/_app-27ee1932e6523cca.js",
      // SvelteKit 2.70.4 and Astro 5 (Rollup 4), by their names alone
      "start.CxL1SUTT.js",
      "2.hr9fA_1H.css",
      "preload-helper.BlTxHScW.js",
      // monaco-editor and mermaid, as their packages on npm have them
      "dart-eN3E5CF0.js",
      "azcli-DlDxj3-g.js",
      "systemverilog-D8uKG36_.js",
      "html.worker-B1E3EnXZ.js",
      "toggleHighContrast-Be2-TlMn.js",
      "pie-WAS4IAKB-6B4OPMJ5.mjs.map",
      "cose-bilkent-JH36ORCC.mjs",
      // As their documentation shows them: Angular, Docusaurus, Gatsby, Hugo, Django, Rails
      "chunk-ABCDEFGH.js",
      "main-5INURTSO.js",
      "assets/js/935f2afb.87b7ac1a.js",
      "component---src-pages-index-js-0b5c7ff47a1c4a1bd3a2.js",
      "main.min.0a3b9f5d2c7e4816a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3d4e5f6071.css",
      "css/base.27e20196a850.css",
      "application-4dd5b109ee3439da54f5bdfd78a80473.js",
      "index-BxY82kQ_.css",
      "app.3f9a2c1b.js",
      "static/chunks/123-0123456789abcdef.js",
  };
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    CHECK(is_hashed_name(name));
    CHECK(is_hashed_name("docs/" + std::string(name)));
  }
}

TEST_CASE("in a directory of a framework every file is hashed, whatever its name") {
  constexpr std::string_view kNames[] = {
      // Next 16.4.6, Turbopack and webpack
      "_next/static/Tay0KVfTZr7DzowNmmtUv/_buildManifest.js",
      "_next/static/chunks/2f9w-95oozwp6.js",
      "_next/static/chunks/36wyumjnpvzk-.js",
      "_next/static/chunks/turbopack-2u1d16houkiyo.js",
      "app/_next/static/2h5sOjGN2_X3YV60EHAkP/_ssgManifest.js",
      // SvelteKit 2.70.4
      "_app/immutable/chunks/B_jeBVh3.js",
      "_app/immutable/chunks/xihTtKlq.js",
      "_app/immutable/nodes/2.BOeYPfkJ.js",
      // Astro 5
      "_astro/about._-G9SW1E.css",
      "_astro/index.astro_astro_type_script_index_0_lang.pn9t4ybx.js",
      "_astro/x.Abc123_-.css",
      // Nuxt
      "_nuxt/DlAUqK2U.js",
      "_nuxt/entry.js",
  };
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    CHECK(is_hashed_name(name));
  }
  for (const std::string_view name :
       {"_app/version.json", "_nuxt/builds/latest.json", "a_next/static/x.js", "_next/data/x.json",
        "_next/static/x.html", "_astro/x", "next/static/x.js", "_app/immutablex/x.js",
        "_astro.js"}) {
    CAPTURE(name);
    CHECK_FALSE(is_hashed_name(name));
  }
}

TEST_CASE("what a person named is not hashed") {
  constexpr std::string_view kNames[] = {
      "", "a", "/", ".", ".js", "a/", "index.html", "main.js", "style.css", "sw.js", "robots.txt",
      "jquery-3.7.1.min.js", "bootstrap.bundle.min.js", "bootstrap-5.3.3.min.css.map",
      "photo-20240101.jpg", "IMG_20231224.jpg", "IMG-20231224-WA0012.jpg", "DSC-01234567.jpg",
      "favicon-32x32.png", "android-chrome-512x512.png", "banner-1920x1080.jpg", "logo@2x.png",
      "report-december.html", "report-december.pdf", "site-analytics.js", "component-registry.js",
      "index-settings.css", "main-carousel.js", "app.settings.js", "app.Settings.js",
      // letters of a to f, and digits, in one run each
      "menu-cafe2024.pdf", "menu-2024cafe.pdf", "x-deadbeef.js", "x-12345678.js", "x.facade01.js",
      "x-1234567890123456.js", "x-abcdefabcdefabcd.js", "face2face.js",
      // too short, of no usual length, or with another character
      "x-3f9a2c1.js", "x-1a2b3c.js", "avatar-507f1f77bcf86cd799439011.jpg",
      "507f1f77bcf86cd799439011.jpg", "3f9a2c1b.js", "3f9a2c1b4d5e6f70.js", "x-3f9a2c1g.js",
      "x-3F9a2c1.js", "x_3f9a2c1b.js", "x3f9a2c1b.js", "v1.0-14-g3f9a2c1b.js",
      // UUIDs
      "photo-123e4567-e89b-12d3-a456-4266a417b00a.jpg", "123e4567-e89b-12d3-a456-4266a417b00a.jpg",
      "a.123e4567-e89b-12d3-a456-4266a417b00a.jpg", "avatar-9b2c3d4e5f604a1b8c2d3e4f5a6b7c8d.png",
      // words of eight letters, with capitals, and with numbers
      "Inter-SemiBold.woff2", "Inter-DemiBold.ttf", "Roboto-BoldItalic.woff2", "lib-DataGrid.js",
      "lib-MainPage.js", "lib-mainPage.js", "lib-HTMLPage.js", "book-Chapter1.jpg",
      "book-Lesson12.mp4", "lib-MyAppV10.js", "app-VERSION2.js", "app-WINDOWS7.js",
      "docs-DATABASE.js", "docs-SETTINGS.css", "photo-My-Cat12.jpg", "foo-My_Page2.png",
      "x-ABCDEFGHI.js", "x-BxY82kQ.js", "x-BxY82kQ_a.js", "xBxY82kQ_.js", "BxY82kQ_.js",
      "show-s01e02v2.mp4", "timer-12h30m5s.mp3", "clip-h264x265.mp4", "app-es2015js.js",
      // article numbers and parts, which are no code
      "datasheet-MAX3232E.pdf", "shoe-AB23CD34.jpg", "part-2ADT4KFJ.svg", "x-BxY82kQ_.pdf",
      "x-BxY82kQ_.json", "x-BxY82kQ_.txt",
      // documents, whatever their names
      "app.3f9a2c1b.html", "index-BxY82kQ_.HTM", "x-3f9a2c1b.xhtml", "app-3f9a2c1b",
      // what a directory is named says nothing
      "6d91c86c0fde632ba4cd01062fd9ccfa/a.png", "x-3f9a2c1b.js/a.js", "a.3f9a2c1b/b.js"};
  for (const std::string_view name : kNames) {
    CAPTURE(name);
    CHECK_FALSE(is_hashed_name(name));
  }
}

TEST_CASE("a hash of hexadecimal digits counts for any kind of file") {
  for (const std::string_view name :
       {"data-3f9a2c1b.json", "manual.3f9a2c1b.pdf", "a-3f9a2c1b.tar.gz", "a.3f9a2c1b.unknown"}) {
    CAPTURE(name);
    CHECK(is_hashed_name(name));
  }
}

TEST_CASE("a name that may carry a hash is taken where doubt means yes") {
  for (const char* path :
       {"app.3f9a2c1b.js", "index-BxY82kQ_.css", "assets/Team--FdzEgYG.js", "hero-Summer2024.jpg",
        "x.DEADBEEF.js", "a-DEADBEEF.css", "chunk-12345678.js", "x-Abcdefgh.min.js", "_astro/x.js",
        "vendor-abc-Defgh123.js"}) {
    CAPTURE(path);
    CHECK(may_be_hashed_name(path));
  }
  for (const char* path :
       {"", "app.js", "index.html", "hero-landscape.jpg", "page-BxY82kQ_.html", "index-BxY82kQ_",
        "a-Short12.js", "Summer2024.jpg", "data.json", "dir-BxY82kQ_/app.js", "-.js", ".js"}) {
    CAPTURE(path);
    CHECK_FALSE(may_be_hashed_name(path));
  }
}

TEST_CASE("names of any length and bytes are judged") {
  CHECK_FALSE(is_hashed_name(std::string(100000, '.')));
  CHECK_FALSE(is_hashed_name(std::string(100000, '-') + ".js"));
  CHECK_FALSE(is_hashed_name(std::string(100000, 'a') + ".js"));
  CHECK_FALSE(is_hashed_name(std::string("x-3f9a\0c1b.js", 13)));
  CHECK_FALSE(is_hashed_name("x-3f9a2c1\xC3\xA9.js"));
}

}  // namespace
}  // namespace owlet::site
