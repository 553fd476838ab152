// The part of tree-sitter's C interface (api.h of the pinned Go module, which
// is frozen) that this package calls, and the flat form it turns trees into.
//
// The functions are defined in the C objects of the Go packages that
// parser.go imports, so they are there when the binary is linked. They are not
// there when cgo links this package alone to look for dynamic imports: being
// weak, they may be missing then. Linux needs nothing more; for macOS parser.go
// passes "-undefined dynamic_lookup". With weak symbols a binary built for
// immediate binding (-z now) still starts.
#ifndef MLF_TREESITTER_H
#define MLF_TREESITTER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __APPLE__
#define TS_API extern __attribute__((weak_import))
#else
#define TS_API extern __attribute__((weak))
#endif

typedef struct TSTree TSTree;
typedef struct TSParser TSParser;
typedef struct TSLanguage TSLanguage;

typedef struct {
  uint32_t row, column;
} TSPoint;

typedef struct {
  uint32_t start_byte, old_end_byte, new_end_byte;
  TSPoint start_point, old_end_point, new_end_point;
} TSInputEdit;

typedef struct {
  uint32_t context[4];
  const void *id;
  const TSTree *tree;
} TSNode;

typedef struct {
  const void *tree;
  const void *id;
  uint32_t context[3];
} TSTreeCursor;

TS_API const TSLanguage *tree_sitter_python(void);
TS_API uint32_t ts_language_symbol_count(const TSLanguage *);
TS_API const char *ts_language_symbol_name(const TSLanguage *, uint16_t);
TS_API int ts_language_symbol_type(const TSLanguage *, uint16_t);
TS_API uint32_t ts_language_field_count(const TSLanguage *);
TS_API const char *ts_language_field_name_for_id(const TSLanguage *, uint16_t);

TS_API TSParser *ts_parser_new(void);
TS_API void ts_parser_delete(TSParser *);
TS_API bool ts_parser_set_language(TSParser *, const TSLanguage *);
TS_API TSTree *ts_parser_parse_string(TSParser *, const TSTree *, const char *, uint32_t);
TS_API void ts_parser_reset(TSParser *);
TS_API void ts_parser_set_timeout_micros(TSParser *, uint64_t);

TS_API void ts_tree_delete(TSTree *);
TS_API void ts_tree_edit(TSTree *, const TSInputEdit *);
TS_API TSNode ts_tree_root_node(const TSTree *);

TS_API uint16_t ts_node_symbol(TSNode);
TS_API uint32_t ts_node_start_byte(TSNode);
TS_API uint32_t ts_node_end_byte(TSNode);
TS_API bool ts_node_is_missing(TSNode);
TS_API bool ts_node_has_error(TSNode);

TS_API TSTreeCursor ts_tree_cursor_new(TSNode);
TS_API void ts_tree_cursor_reset(TSTreeCursor *, TSNode);
TS_API void ts_tree_cursor_delete(TSTreeCursor *);
TS_API bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
TS_API bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
TS_API bool ts_tree_cursor_goto_parent(TSTreeCursor *);
TS_API TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
TS_API uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *);

// One visible node of a tree, in preorder.
typedef struct {
  uint32_t start, end; // bytes
  uint32_t size;       // nodes in the subtree, this one included
  uint16_t symbol;     // tree-sitter's number, with the MLF_ bits
  uint8_t kind;        // the number Go gave the symbol; 0 is not recorded
  uint8_t field;       // the number Go gave the field
} mlf_node;

#define MLF_MISSING 0x8000 // the parser invented the token
#define MLF_ERROR 0x4000   // there is an error in the subtree
#define MLF_KNOWN 0x2000   // a unit the caller knows; its children are left out

// Bits of mlf_kind_flags.
#define MLF_LEAF 1
#define MLF_UNITS 2  // module: its children are units
#define MLF_CLASS 4  // the block in it holds units
#define MLF_BLOCK 8
#define MLF_COMMENT 16

// Filled once by Go before the first parse.
extern uint8_t mlf_symbol_kind[512];
extern uint8_t mlf_field_kind[64];
extern uint8_t mlf_kind_flags[256];

// A unit whose text is known to be unchanged, at its place in the new text.
typedef struct {
  uint32_t start, end;
  uint32_t member; // 1 for a class member
} mlf_known;

// A parser with the buffers it reuses.
typedef struct {
  TSParser *parser;
  TSTreeCursor cursor;
  bool cursor_ready;
  mlf_node *nodes;
  uint32_t len, cap;
  uint32_t *open; // the nodes whose children are being visited
  uint32_t open_cap;
} mlf_parser;

mlf_parser *mlf_parser_new(void);
void mlf_parser_free(mlf_parser *);

// mlf_parse returns NULL when the time limit was hit or memory ran out.
TSTree *mlf_parse(mlf_parser *, const TSTree *old, const char *text, uint32_t len, uint64_t limit_us);
bool mlf_has_error(const TSTree *);
void mlf_tree_free(TSTree *);
void mlf_edit(TSTree *, TSInputEdit);

// mlf_flatten fills nodes[0:len]. known must be sorted by start, then by end
// downwards. It returns false when memory ran out.
bool mlf_flatten(mlf_parser *, const TSTree *, const mlf_known *known, uint32_t known_len);

// mlf_trim gives big buffers back to the system.
void mlf_trim(mlf_parser *);

#endif
