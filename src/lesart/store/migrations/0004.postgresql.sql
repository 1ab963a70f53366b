-- Version 4, on PostgreSQL: search indexes without a list of pending entries. While one was long, PostgreSQL took it for
-- cheaper to read all pages than to ask the index. A page costs a few milliseconds more to add.
ALTER INDEX page_index_terms SET (fastupdate = off)
--=
SELECT gin_clean_pending_list('page_index_terms')
--=
ALTER INDEX page_chunks_terms SET (fastupdate = off)
--=
SELECT gin_clean_pending_list('page_chunks_terms')
--=
ALTER INDEX quotation_index_terms SET (fastupdate = off)
--=
SELECT gin_clean_pending_list('quotation_index_terms')
--=
ALTER INDEX quantity_index_terms SET (fastupdate = off)
--=
SELECT gin_clean_pending_list('quantity_index_terms')
