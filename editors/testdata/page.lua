-- What docs/editors.md gives, from an empty home folder: findings come, and a file that is written is repaired.
local t = dofile(vim.env.TESTDATA .. '/lib.lua')
local buf = t.open('liver_seg/data/datamodule.py')
t.finds(buf, 'MLF110:44 MLF401:43 MLF405:19')
local card = t.hover(43, 52)
t.check(card:find('MLF401', 1, true), 'the card tells of the rule')
vim.cmd('write')
t.check(not vim.bo.modified, 'written')
t.quit(buf)
