#include "treesitter.h"

#include <stdlib.h>

uint8_t mlf_symbol_kind[512];
uint8_t mlf_field_kind[64];
uint8_t mlf_kind_flags[256];

// Buffers above this many elements are not kept between parses.
#define KEEP_NODES (1u << 20)

mlf_parser *mlf_parser_new(void) {
  mlf_parser *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->parser = ts_parser_new();
  if (!p->parser || !ts_parser_set_language(p->parser, tree_sitter_python())) {
    mlf_parser_free(p);
    return NULL;
  }
  return p;
}

void mlf_parser_free(mlf_parser *p) {
  if (p->cursor_ready) ts_tree_cursor_delete(&p->cursor);
  if (p->parser) ts_parser_delete(p->parser);
  free(p->nodes);
  free(p->open);
  free(p);
}

void mlf_trim(mlf_parser *p) {
  p->len = 0;
  if (p->cap > KEEP_NODES) {
    free(p->nodes);
    p->nodes = NULL;
    p->cap = 0;
  }
  if (p->open_cap > KEEP_NODES) {
    free(p->open);
    p->open = NULL;
    p->open_cap = 0;
    // The cursor's own stack has grown as deep.
    ts_tree_cursor_delete(&p->cursor);
    p->cursor_ready = false;
  }
}

TSTree *mlf_parse(mlf_parser *p, const TSTree *old, const char *text, uint32_t len, uint64_t limit_us) {
  ts_parser_set_timeout_micros(p->parser, limit_us);
  TSTree *tree = ts_parser_parse_string(p->parser, old, text, len);
  // Without a reset the next parse would go on with this text.
  if (!tree) ts_parser_reset(p->parser);
  return tree;
}

bool mlf_has_error(const TSTree *tree) { return ts_node_has_error(ts_tree_root_node(tree)); }

void mlf_tree_free(TSTree *tree) { ts_tree_delete(tree); }

void mlf_edit(TSTree *tree, TSInputEdit edit) { ts_tree_edit(tree, &edit); }

static bool reserve_nodes(mlf_parser *p) {
  if (p->len < p->cap) return true;
  uint32_t cap = p->cap ? p->cap * 2 : 4096;
  mlf_node *nodes = realloc(p->nodes, (size_t)cap * sizeof *nodes);
  if (!nodes) return false;
  p->nodes = nodes;
  p->cap = cap;
  return true;
}

static bool reserve_open(mlf_parser *p, uint32_t depth) {
  if (depth < p->open_cap) return true;
  uint32_t cap = p->open_cap ? p->open_cap * 2 : 256;
  uint32_t *open = realloc(p->open, (size_t)cap * sizeof *open);
  if (!open) return false;
  p->open = open;
  p->open_cap = cap;
  return true;
}

// place tells whether a child of the innermost open node would be a unit:
// 0 no, 1 at module level, 2 as a class member.
static int place(const mlf_parser *p, uint32_t depth) {
  if (depth == 0) return 0;
  uint8_t flags = mlf_kind_flags[p->nodes[p->open[depth - 1]].kind];
  if (flags & MLF_UNITS) return 1;
  if (!(flags & MLF_BLOCK) || depth < 2) return 0;
  return mlf_kind_flags[p->nodes[p->open[depth - 2]].kind] & MLF_CLASS ? 2 : 0;
}

// is_known looks the range up among the known units, from *at on. Ranges are
// asked for in preorder, which is the order of known.
static bool is_known(const mlf_known *known, uint32_t len, uint32_t *at, uint32_t start, uint32_t end, int where) {
  while (*at < len && (known[*at].start < start || (known[*at].start == start && known[*at].end > end))) (*at)++;
  return *at < len && known[*at].start == start && known[*at].end == end && known[*at].member == (uint32_t)(where == 2);
}

bool mlf_flatten(mlf_parser *p, const TSTree *tree, const mlf_known *known, uint32_t known_len) {
  TSNode root = ts_tree_root_node(tree);
  if (p->cursor_ready) {
    ts_tree_cursor_reset(&p->cursor, root);
  } else {
    p->cursor = ts_tree_cursor_new(root);
    p->cursor_ready = true;
  }
  TSTreeCursor *c = &p->cursor;
  uint32_t depth = 0, next_known = 0;
  p->len = 0;
  for (;;) {
    TSNode n = ts_tree_cursor_current_node(c);
    uint16_t symbol = ts_node_symbol(n);
    uint8_t kind = symbol < 512 ? mlf_symbol_kind[symbol] : mlf_symbol_kind[511];
    bool missing = ts_node_is_missing(n);
    bool recorded = kind || missing;
    bool descend = false;
    if (recorded) {
      if (!reserve_nodes(p)) return false;
      uint16_t field = ts_tree_cursor_current_field_id(c);
      uint32_t start = ts_node_start_byte(n), end = ts_node_end_byte(n);
      uint8_t flags = mlf_kind_flags[kind];
      mlf_node *r = &p->nodes[p->len++];
      *r = (mlf_node){start, end, 1, symbol & 0x1fff, kind, field < 64 ? mlf_field_kind[field] : 0};
      if (missing) r->symbol |= MLF_MISSING;
      descend = !(flags & MLF_LEAF);
      if (descend && ts_node_has_error(n)) r->symbol |= MLF_ERROR;
      if (next_known < known_len && !(flags & MLF_COMMENT)) {
        int where = place(p, depth);
        if (where && is_known(known, known_len, &next_known, start, end, where)) {
          r->symbol |= MLF_KNOWN;
          descend = false;
        }
      }
    }
    if (descend && ts_tree_cursor_goto_first_child(c)) {
      if (!reserve_open(p, depth)) return false;
      p->open[depth++] = p->len - 1;
      continue;
    }
    while (!ts_tree_cursor_goto_next_sibling(c)) {
      if (depth == 0) return true;
      depth--;
      mlf_node *done = &p->nodes[p->open[depth]];
      done->size = p->len - p->open[depth];
      if (depth == 0 || !ts_tree_cursor_goto_parent(c)) return true;
    }
  }
}
